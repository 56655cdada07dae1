//! Model cards, their data and what they cost.

use super::super::shape::{Message, float, inline, message, object, text, word};
use super::component::ATTACHED_TEXT;
use super::words::{
    ACTIVITY_TYPES, CO2_MEASURE_UNIT_TYPES, COMPONENT_DATA_TYPES, ENERGY_MEASURE_UNIT_TYPES, ENERGY_SOURCE_TYPES,
    MODEL_PARAMETER_APPROACH_TYPES,
};
use super::{CONTACT, ENTITY, EXTERNAL_REFERENCE, PROPERTY};

pub(super) static MODEL_CARD: Message = message(&[
    text(1, "bom-ref"),
    object(2, "modelParameters", &MODEL_PARAMETERS),
    object(3, "quantitativeAnalysis", &QUANTITATIVE_ANALYSIS),
    object(4, "considerations", &CONSIDERATIONS),
    object(5, "properties", &PROPERTY).many(),
]);

static MODEL_PARAMETERS: Message = message(&[
    object(1, "approach", &APPROACH),
    text(2, "task"),
    text(3, "architectureFamily"),
    text(4, "modelArchitecture"),
    object(5, "datasets", &DATASETS).many(),
    object(6, "inputs", &MODEL_FORMAT).many(),
    object(7, "outputs", &MODEL_FORMAT).many(),
]);

static APPROACH: Message = message(&[word(1, "type", &MODEL_PARAMETER_APPROACH_TYPES)]);

static DATASETS: Message = message(&[inline(1, &COMPONENT_DATA).one(), text(2, "ref").one()]);

pub(super) static COMPONENT_DATA: Message = message(&[
    text(1, "bom-ref"),
    word(2, "type", &COMPONENT_DATA_TYPES).always(),
    text(3, "name"),
    object(4, "contents", &DATA_CONTENTS),
    text(5, "classification"),
    text(6, "sensitiveData").many(),
    object(7, "graphics", &GRAPHICS_COLLECTION),
    text(8, "description"),
    object(9, "governance", &DATA_GOVERNANCE),
]);

static DATA_CONTENTS: Message =
    message(&[object(1, "attachment", &ATTACHED_TEXT), text(2, "url"), object(3, "properties", &PROPERTY).many()]);

static GRAPHICS_COLLECTION: Message = message(&[text(1, "description"), object(2, "collection", &GRAPHIC).many()]);

static GRAPHIC: Message = message(&[text(1, "name"), object(2, "image", &ATTACHED_TEXT)]);

pub(super) static DATA_GOVERNANCE: Message = message(&[
    object(1, "custodians", &RESPONSIBLE).many(),
    object(2, "stewards", &RESPONSIBLE).many(),
    object(3, "owners", &RESPONSIBLE).many(),
]);

static RESPONSIBLE: Message =
    message(&[object(1, "organization", &ENTITY).one(), object(2, "contact", &CONTACT).one()]);

static MODEL_FORMAT: Message = message(&[text(1, "format")]);

static QUANTITATIVE_ANALYSIS: Message = message(&[
    object(1, "performanceMetrics", &PERFORMANCE_METRICS).many(),
    object(2, "graphics", &GRAPHICS_COLLECTION),
]);

static PERFORMANCE_METRICS: Message = message(&[
    text(1, "type"),
    text(2, "value"),
    text(3, "slice"),
    object(4, "confidenceInterval", &CONFIDENCE_INTERVAL),
]);

static CONFIDENCE_INTERVAL: Message = message(&[text(1, "lowerBound"), text(2, "upperBound")]);

static CONSIDERATIONS: Message = message(&[
    text(1, "users").many(),
    text(2, "useCases").many(),
    text(3, "technicalLimitations").many(),
    text(4, "performanceTradeoffs").many(),
    object(5, "ethicalConsiderations", &ETHICAL_CONSIDERATIONS).many(),
    object(6, "fairnessAssessments", &FAIRNESS_ASSESSMENTS).many(),
    object(7, "environmentalConsiderations", &ENVIRONMENTAL_CONSIDERATIONS).since(6),
]);

static ETHICAL_CONSIDERATIONS: Message = message(&[text(1, "name"), text(2, "mitigationStrategy")]);

static FAIRNESS_ASSESSMENTS: Message =
    message(&[text(1, "groupAtRisk"), text(2, "benefits"), text(3, "harms"), text(4, "mitigationStrategy")]);

static ENVIRONMENTAL_CONSIDERATIONS: Message =
    message(&[object(1, "energyConsumptions", &ENERGY_CONSUMPTION).many(), object(2, "properties", &PROPERTY).many()]);

static ENERGY_CONSUMPTION: Message = message(&[
    word(1, "activity", &ACTIVITY_TYPES).always(),
    object(2, "energyProviders", &ENERGY_PROVIDER).many(),
    object(3, "activityEnergyCost", &ENERGY_MEASURE),
    object(4, "co2CostEquivalent", &CO2_MEASURE),
    object(5, "co2CostOffset", &CO2_MEASURE),
    object(6, "properties", &PROPERTY).many(),
]);

static ENERGY_PROVIDER: Message = message(&[
    text(1, "bom-ref"),
    text(2, "description"),
    object(3, "organization", &ENTITY),
    word(4, "energySource", &ENERGY_SOURCE_TYPES).always(),
    object(5, "energyProvided", &ENERGY_MEASURE),
    object(6, "externalReferences", &EXTERNAL_REFERENCE).many(),
]);

static ENERGY_MEASURE: Message =
    message(&[float(1, "value").always(), word(2, "unit", &ENERGY_MEASURE_UNIT_TYPES).always()]);

static CO2_MEASURE: Message = message(&[float(1, "value").always(), word(2, "unit", &CO2_MEASURE_UNIT_TYPES).always()]);
