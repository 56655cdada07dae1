//! How something was made.

use super::super::shape::{Message, boolean, inline, message, object, rows, text, time, word};
use super::component::{ATTACHED_TEXT, COMPONENT};
use super::words::{ACCESS_MODES, OUTPUT_KINDS, TASK_TYPES, TRIGGER_TYPES, VOLUME_MODES};
use super::{EXTERNAL_REFERENCE, PROPERTY, SERVICE};

pub(super) static FORMULA: Message = message(&[
    text(1, "bom-ref"),
    object(2, "components", &COMPONENT).many(),
    object(3, "services", &SERVICE).many(),
    object(4, "workflows", &WORKFLOW).many(),
    object(5, "properties", &PROPERTY).many(),
]);

static WORKFLOW: Message = message(&[
    text(1, "bom-ref"),
    text(2, "uid").always(),
    text(3, "name"),
    text(4, "description"),
    object(5, "properties", &PROPERTY).many(),
    object(6, "resourceReferences", &RESOURCE).many(),
    object(7, "tasks", &TASK).many(),
    rows(8, "taskDependencies"),
    word(9, "taskTypes", &TASK_TYPES).many(),
    object(10, "trigger", &TRIGGER),
    object(11, "steps", &STEP).many(),
    object(12, "inputs", &INPUT).many(),
    object(13, "outputs", &OUTPUT).many(),
    time(14, "timeStart"),
    time(15, "timeEnd"),
    object(16, "workspaces", &WORKSPACE).many(),
    rows(17, "runtimeTopology"),
]);

static RESOURCE: Message = message(&[text(1, "ref").one(), object(2, "externalReference", &EXTERNAL_REFERENCE).one()]);

static TASK: Message = message(&[
    text(1, "bom-ref"),
    text(2, "uid").always(),
    text(3, "name"),
    text(4, "description"),
    object(5, "properties", &PROPERTY).many(),
    object(6, "resourceReferences", &RESOURCE).many(),
    word(7, "taskTypes", &TASK_TYPES).many(),
    object(8, "trigger", &TRIGGER),
    object(9, "steps", &STEP).many(),
    object(10, "inputs", &INPUT).many(),
    object(11, "outputs", &OUTPUT).many(),
    time(14, "timeStart"),
    time(15, "timeEnd"),
    object(16, "workspaces", &WORKSPACE).many(),
    rows(17, "runtimeTopology"),
]);

static TRIGGER: Message = message(&[
    text(1, "bom-ref"),
    text(2, "uid").always(),
    text(3, "name"),
    text(4, "description"),
    object(5, "properties", &PROPERTY).many(),
    object(6, "resourceReferences", &RESOURCE).many(),
    word(7, "type", &TRIGGER_TYPES).always(),
    object(8, "event", &EVENT),
    object(9, "conditions", &CONDITION).many(),
    time(10, "timeActivated"),
    object(11, "inputs", &INPUT).many(),
    object(12, "outputs", &OUTPUT).many(),
]);

static EVENT: Message = message(&[
    text(1, "uid"),
    text(2, "description"),
    time(3, "timeReceived"),
    object(4, "data", &ATTACHED_TEXT),
    object(5, "source", &RESOURCE),
    object(6, "target", &RESOURCE),
    object(7, "properties", &PROPERTY).many(),
]);

static CONDITION: Message =
    message(&[text(1, "description"), text(2, "expression"), object(3, "properties", &PROPERTY).many()]);

static INPUT: Message = message(&[
    object(1, "source", &RESOURCE),
    object(2, "target", &RESOURCE),
    object(3, "resource", &RESOURCE),
    object(4, "parameters", &PARAMETER).many(),
    object(5, "environmentVars", &ENVIRONMENT).many(),
    object(6, "data", &ATTACHED_TEXT),
    object(7, "properties", &PROPERTY).many(),
]);

static PARAMETER: Message = message(&[text(1, "name"), text(2, "value"), text(3, "dataType")]);

static ENVIRONMENT: Message = message(&[inline(1, &PROPERTY).one(), text(2, "").one()]);

static OUTPUT: Message = message(&[
    word(1, "type", &OUTPUT_KINDS),
    object(2, "source", &RESOURCE),
    object(3, "target", &RESOURCE),
    object(4, "resource", &RESOURCE),
    object(5, "data", &ATTACHED_TEXT),
    object(6, "environmentVars", &ENVIRONMENT).many(),
    object(7, "properties", &PROPERTY).many(),
]);

static STEP: Message = message(&[
    text(1, "name"),
    text(2, "description"),
    object(3, "commands", &COMMAND).many(),
    object(4, "properties", &PROPERTY).many(),
]);

static COMMAND: Message = message(&[text(1, "executed"), object(2, "properties", &PROPERTY).many()]);

static WORKSPACE: Message = message(&[
    text(1, "bom-ref"),
    text(2, "uid").always(),
    text(3, "name"),
    text(4, "aliases").many(),
    text(5, "description"),
    object(6, "properties", &PROPERTY).many(),
    object(7, "resourceReferences", &RESOURCE).many(),
    word(8, "accessMode", &ACCESS_MODES),
    text(9, "mountPath"),
    text(10, "managedDataType"),
    text(11, "volumeRequest"),
    object(12, "volume", &VOLUME),
]);

static VOLUME: Message = message(&[
    text(1, "uid"),
    text(2, "name"),
    word(3, "mode", &VOLUME_MODES),
    text(4, "path"),
    text(5, "sizeAllocated"),
    boolean(6, "persistent"),
    boolean(7, "remote"),
    object(8, "properties", &PROPERTY).many(),
]);
