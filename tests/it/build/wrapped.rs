//! `bonafide build` of tools that call cargo by themselves: shell scripts that do it as such tools do.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::workspace::{Workspace, place};

/// A workspace with scripts, and a folder of its own for what is temporary.
pub(super) struct Tools {
    pub(super) workspace: Workspace,
    scratch: tempfile::TempDir,
}

impl Tools {
    pub(super) fn new() -> Self {
        Self { workspace: Workspace::new(), scratch: tempfile::tempdir().unwrap() }
    }

    pub(super) fn folder(&self) -> PathBuf {
        self.workspace.folder()
    }

    /// Writes a script below the workspace; returns its path.
    fn script(&self, name: &str, text: &str) -> String {
        let file = self.folder().join("bin").join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, format!("#!/bin/sh\nset -e\n{text}\n")).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
        file.to_str().unwrap().to_owned()
    }

    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.workspace.bonafide(&[&["build"], arguments].concat());
        command.env("TMPDIR", self.scratch.path());
        command
    }

    /// Runs a script as a tool, after which nothing temporary may be left.
    pub(super) fn run(&self, own: &[&str], script: &str) -> Output {
        let script = self.script("tool", script);
        self.output(&mut self.command(&[own, &["--", &script, "ship"]].concat()))
    }

    pub(super) fn output(&self, command: &mut Command) -> Output {
        let output = command.output().unwrap();
        self.nothing_is_left();
        output
    }

    fn nothing_is_left(&self) {
        let left: Vec<_> = std::fs::read_dir(self.scratch.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
        assert!(left.is_empty(), "{left:?}");
    }

    fn has_documents(&self) -> bool {
        self.folder().join("target/bonafide").exists()
    }
}

pub(super) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn real_cargo() -> String {
    let output = Command::new("sh").args(["-c", "command -v cargo"]).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn a_tool_gives_the_documents_that_its_cargo_commands_give() {
    let tools = Tools::new();
    let output = tools.workspace.build(&["--", "cargo", "build", "-q", "-p", "app"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let documents = tools.folder().join("target/bonafide/debug");
    let file = |name: &str| std::fs::read(documents.join(name)).unwrap();
    let names = ["app.cdx.json", "app.spdx.json", "app.intoto.json"];
    let wanted = names.map(file);
    for script in [
        "cargo build -q -p app",
        // The last one before the options of other programs, and a folder of its own.
        "cd mid; cargo -q --config build.jobs=1 build --manifest-path ../app/Cargo.toml",
        // Only the variable leads to it.
        "PATH=${PATH#*:}; \"$CARGO\" rustc -q -p app --bin app -- --cap-lints warn",
    ] {
        std::fs::remove_dir_all(&documents).unwrap();
        let output = tools.run(&["-q"], script);
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""), "{script}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), "", "{script}");
        assert_eq!(names.map(file), wanted, "{script}");
    }
    // A statement names the file that lies beside it.
    let verify = ["verify", "target/debug/app", "--check", "digest"];
    assert_eq!(tools.workspace.bonafide(&verify).output().unwrap().status.code(), Some(0));
}

#[test]
fn cargo_itself_gets_the_arguments_and_the_environment_that_it_would_have_had() {
    let tools = Tools::new();
    let cargo = real_cargo();
    let log = tools.folder().join("log");
    let text = format!(
        "echo \"$*|$PATH|$CARGO|$BONAFIDE_BUILD_FOLDER|$MINE|$PWD\" >>'{}'; exec '{cargo}' \"$@\"",
        log.display()
    );
    tools.script("cargo", &text);
    let script = tools.script("tool", "export MINE=x; cd tool; cargo build -q; cargo locate-project >/dev/null; cargo build -q --message-format short");
    let paths = format!("{}/bin:{}", tools.folder().display(), std::env::var("PATH").unwrap());
    for named in [None, Some("cargo")] {
        let mut command = tools.command(&["-q", "--", &script]);
        command.env("PATH", &paths);
        named.map(|named| command.env("CARGO", named));
        let output = tools.output(&mut command);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let lines = std::fs::read_to_string(&log).unwrap();
        std::fs::remove_file(&log).unwrap();
        let named = named.unwrap_or_default();
        let rest = format!("|{paths}|{named}||x|{}/tool", tools.folder().display());
        // What `bonafide build` asks itself comes from the same place, and in no order.
        let calls: Vec<&str> = lines.lines().filter_map(|line| line.strip_suffix(rest.as_str())).collect();
        assert_eq!(lines.lines().count(), calls.len(), "{lines}");
        let has = |call: &str| calls.contains(&call);
        assert!(has("build --message-format=json-render-diagnostics -q"), "{lines}");
        assert!(has("build --message-format=json-render-diagnostics,json-diagnostic-short -q"), "{lines}");
        assert!(has("locate-project"), "{lines}");
    }
}

#[test]
fn messages_that_a_tool_asks_for_are_those_of_cargo_byte_for_byte() {
    let tools = Tools::new();
    let plain = "cargo build -p app -p tool --message-format json";
    let output = tools.run(&["-q"], plain);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    // Once all is there cargo says the same each time, but in an order of its own.
    let sorted = |bytes: &[u8]| {
        let mut lines: Vec<String> = String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let output = tools.run(&["-q"], plain);
    let mut command = Command::new(real_cargo());
    tools.workspace.with_toolchain(&mut command);
    let wanted = command.args(plain.split(' ').skip(1)).output().unwrap();
    assert_eq!(sorted(&output.stdout), sorted(&wanted.stdout));
    assert!(wanted.stdout.starts_with(b"{\"reason\":"));
    assert!(tools.folder().join("target/bonafide/debug/tool.cdx.json").is_file());
    // Whatever cargo and the programs that it starts may write, and to whomever.
    tools.script("cargo", "printf 'one\\n{\"reason\":\"other\"}\\r\\n\\377\\000{\"reason\":\"build-finished\",\"success\":true} no end'; cat");
    let paths = format!("{}/bin:{}", tools.folder().display(), std::env::var("PATH").unwrap());
    for format in ["--message-format=json", "-q"] {
        let script = tools.script("tool", &format!("printf asked | cargo build {format}"));
        let output = tools.output(tools.command(&["--", &script]).env("PATH", &paths));
        let wanted =
            b"one\n{\"reason\":\"other\"}\r\n\xff\0{\"reason\":\"build-finished\",\"success\":true} no endasked";
        assert_eq!(output.stdout, wanted, "{format}");
        assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    }
}

#[test]
fn calls_as_known_tools_make_them_are_understood() {
    let tools = Tools::new();
    let host = super::workspace::host();
    let plug = format!("{}plug{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    // No other package of the workspace asks for a feature then.
    let alone = super::PLUG.replace("mid runtime y", "mid runtime");
    let read = |file: String| super::read(&tools.workspace.document(&file));
    // wasm-pack: the target is in the environment; what is made is rewritten into another file.
    let pack = format!(
        "cd plug; CARGO_BUILD_TARGET={host} cargo build --lib --release --message-format=json >../messages; \
         mkdir ../pkg; (cat ../target/{host}/release/{plug}; echo rewritten) >../pkg/plug_bg.wasm"
    );
    // trunk: the same twice, the second time for the messages.
    let trunk = format!(
        "call() {{ cargo build --target={host} --manifest-path \"$PWD/tool/Cargo.toml\" --bin tool \"$@\"; }}; \
         call; call --message-format=json >messages"
    );
    // tauri: features, and the program is moved afterwards.
    let tauri =
        "cd app; cargo build --bins --features fancy --release; mv ../target/release/app \"../target/release/My App\"";
    for (script, wanted) in [
        (pack.as_str(), vec![(format!("{host}/release/{plug}"), alone.as_str())]),
        (trunk.as_str(), vec![(place(Some(&host), "tool"), super::TOOL)]),
        (tauri, vec![("release/app".to_owned(), super::FANCY), ("release/fancy".to_owned(), super::FANCY)]),
    ] {
        let output = tools.run(&[], script);
        assert_eq!(output.status.code(), Some(0), "{script}: {}", stderr(&output));
        for (file, truth) in wanted {
            assert_eq!(read(file), super::truth(truth), "{script}");
        }
    }
}

#[test]
fn several_calls_give_the_documents_of_all_in_one_order() {
    let tools = Tools::new();
    let output = tools.run(&["-o", "cyclonedx-json=sboms/"], "cd tool; cargo metadata --format-version 1 >/dev/null; cargo build -q -p tool; cargo check -q -p stat; cargo build -q -p plug; cargo build -q -p app; cargo build -q -p tool");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = stderr(&output);
    let wrote: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("note: wrote `")).collect();
    // Relative to where `bonafide build` was started, and not the tool.
    let folder = tools.folder().join("sboms");
    let names = ["app", "libplug.so", "tool"].map(|name| format!("{}/{name}.cdx.json", folder.display()));
    let names = names.map(|name| if cfg!(target_os = "macos") { name.replace(".so", ".dylib") } else { name });
    assert_eq!(wrote.len(), names.len(), "{text}");
    assert!(wrote.iter().zip(&names).all(|(line, name)| line.starts_with(name.as_str())), "{text}");
    let document: Value = serde_json::from_slice(&std::fs::read(&names[2]).unwrap()).unwrap();
    assert_eq!(super::read(&document), super::truth(super::TOOL));
    // One file cannot hold two.
    let output = tools.run(&["-o", "cyclonedx-json=one.json"], "cargo build -q -p tool; cargo build -q -p plug");
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("cannot both go to") && !tools.folder().join("one.json").exists());
}

#[test]
fn how_a_tool_ends_is_how_this_ends() {
    let tools = Tools::new();
    std::fs::write(tools.folder().join("plug/src/lib.rs"), "fn f() { let x: u32 = \"\"; }").unwrap();
    let output = tools.run(&[], "cargo build -q -p tool; cargo build -q -p plug");
    assert_eq!(output.status.code(), Some(101));
    assert!(stderr(&output).contains("mismatched types"), "{}", stderr(&output));
    assert_eq!(tools.run(&[], "cargo build -q -p tool; exit 7").status.code(), Some(7));
    // A signal that ends the tool ends this process too, and nothing is left behind either.
    let output = tools.run(&[], "cargo build -q -p tool; kill -TERM $$");
    let ended = std::os::unix::process::ExitStatusExt::signal(&output.status);
    assert!(ended == Some(15) || output.status.code() == Some(143), "{:?}", output.status);
    assert!(!tools.has_documents());
    let output = tools.output(&mut tools.command(&["--", "no-such-program", "build"]));
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
}

#[test]
fn what_cannot_be_seen_is_told_and_is_no_success() {
    let tools = Tools::new();
    let absolute = format!("{} build -q -p tool", real_cargo());
    for (script, wanted) in [
        (":", "and no other"),
        ("cargo metadata --format-version 1 --no-deps >/dev/null", "only others, such as `cargo metadata"),
        (absolute.as_str(), "and no other"),
        ("cargo build -h >/dev/null", "only others"),
        ("cargo build -q -p shared --tests", "only libraries and tests"),
    ] {
        let output = tools.run(&[], script);
        assert_eq!(output.status.code(), Some(3), "{script}: {}", stderr(&output));
        assert!(
            stderr(&output).contains(wanted) && stderr(&output).contains("hint: "),
            "{script}: {}",
            stderr(&output)
        );
        assert!(!tools.has_documents());
    }
    // The messages of such a tool would be those of which of its calls?
    let output = tools.output(&mut tools.command(&["--messages", "m.json", "--", "maturin", "build"]));
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    // A `CARGO` that is not there fails whoever calls it, and nobody else.
    let script = tools.script("named", "cargo build -q -p tool; ! \"$CARGO\" --version 2>/dev/null");
    let output = tools.output(tools.command(&["-q", "--", &script]).env("CARGO", "/nowhere/cargo"));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    // Whoever stands in for cargo must know for whom.
    let output = tools.run(&[], "unset BONAFIDE_BUILD_FOLDER; cargo build -q -p tool");
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("BONAFIDE_BUILD_FOLDER"), "{}", stderr(&output));
}

#[test]
fn a_call_that_failed_is_told_and_counts_where_it_made_something() {
    let tools = Tools::new();
    std::fs::write(tools.folder().join("plug/src/lib.rs"), "fn f() { let x: u32 = \"\"; }").unwrap();
    let output = tools.run(&[], "cargo build -q -p plug 2>/dev/null || cargo build -q -p tool");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).contains("cargo build -q -p plug`: it failed, and had made no artifact"));
    let output = tools.run(&[], "cargo build -q -p plug -p app --keep-going 2>/dev/null || cargo build -q -p tool");
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(stderr(&output).contains("is not described"), "{}", stderr(&output));
    // One that is killed never says how it ended.
    std::fs::write(
        tools.folder().join("tool/build.rs"),
        "fn main() { std::thread::sleep(std::time::Duration::from_secs(2)) }",
    )
    .unwrap();
    let kill = "cargo build -q -p tool & until [ -e \"$BONAFIDE_BUILD_FOLDER/calls/000000/begun.json\" ]; do sleep 0.1; done; kill -9 $!; wait $! || :; cargo build -q -p app";
    let output = tools.run(&[], kill);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(stderr(&output).contains("cut short"), "{}", stderr(&output));
}

#[test]
fn documents_are_about_the_bytes_that_cargo_made() {
    let tools = Tools::new();
    // Whatever happens to the file afterwards.
    let output = tools.run(&["-q"], "cargo build -q -p tool; cp target/debug/tool kept; echo more >>target/debug/tool");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let digest = |check: &str| {
        let arguments = ["verify", check, "--sbom", "target/bonafide/debug/tool.cdx.json", "--check", "digest"];
        tools.workspace.bonafide(&arguments).output().unwrap().status.code()
    };
    assert_eq!((digest("kept"), digest("target/debug/tool")), (Some(0), Some(1)));
    // Other bytes at the same place: the first ones are not described any more.
    let again = "rm -r target/debug/tool; cargo build -q -p tool; cp target/debug/tool first; echo 'fn main() { println!(\"2\") }' >tool/src/main.rs; cargo build -q -p tool";
    let output = tools.run(&[], again);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(stderr(&output).contains("was built over by `cargo build -q -p tool`"), "{}", stderr(&output));
    assert_eq!((digest("target/debug/tool"), digest("first")), (Some(0), Some(1)));
}

#[test]
fn commands_of_the_users_own_are_followed() {
    let tools = Tools::new();
    let text = "[alias]\nship = \"send -p tool\"\nsend = [\"build\", \"-q\"]\nlocal = [\"metadata\"]\n";
    std::fs::create_dir(tools.folder().join(".cargo")).unwrap();
    std::fs::write(tools.folder().join(".cargo/config.toml"), text).unwrap();
    tools.script("cargo-hello", "shift; cargo build -q \"$@\"");
    let paths = format!("{}:{}/bin", std::env::var("PATH").unwrap(), tools.folder().display());
    for words in
        [&["cargo", "ship"][..], &["cargo", "hello", "-p", "tool"], &["cargo", "install-me"], &["cargo", "local"]]
    {
        let mut command = tools.command(&[&["-q", "-o", "cyclonedx-json=one.json", "--"], words].concat());
        let output = tools.output(command.env("PATH", &paths));
        let is_known = words[1] == "ship" || words[1] == "hello";
        let wanted = match words[1] {
            "local" => 3,
            "install-me" => 101,
            _ => 0,
        };
        assert_eq!(output.status.code(), Some(wanted), "{words:?}: {}", stderr(&output));
        let file = tools.folder().join("one.json");
        assert_eq!(file.is_file(), is_known, "{words:?}");
        if is_known {
            let document: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
            assert_eq!(super::read(&document), super::truth(super::TOOL));
            std::fs::remove_file(file).unwrap();
        }
    }
    // What a tool installs for itself is no artifact of the build.
    let output = tools.run(&[], "cargo install -q --path tool --root \"$PWD/own\" --debug; cargo build -q -p tool");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).contains("a tool of the build, and not described"), "{}", stderr(&output));
    assert!(tools.folder().join("own/bin/tool").is_file() && !tools.folder().join("own/bin/tool.cdx.json").exists());
    assert_eq!(super::read(&tools.workspace.document(&place(None, "tool"))), super::truth(super::TOOL));
}

#[test]
fn nothing_is_left_where_a_signal_ends_it() {
    let tools = Tools::new();
    let script = tools.script("tool", "echo \"$BONAFIDE_BUILD_FOLDER\" >begun; mv begun folder; exec sleep 60");
    let mut command = tools.command(&["--", &script]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().unwrap();
    let waited = Instant::now();
    let wait = |what: &dyn Fn() -> bool| {
        while !what() {
            assert!(waited.elapsed() < Duration::from_mins(1), "waited in vain");
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    wait(&|| tools.folder().join("folder").is_file());
    let folder = std::fs::read_to_string(tools.folder().join("folder")).unwrap();
    assert!(Path::new(folder.trim()).join("found/cargo").is_file());
    // As a terminal does it: to all that the user started.
    let group = format!("-{}", child.id());
    assert!(Command::new("kill").args(["-TERM", "--", &group]).status().unwrap().success());
    let status = child.wait().unwrap();
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(15), "{status:?}");
    wait(&|| !Path::new(folder.trim()).exists());
    tools.nothing_is_left();
}
