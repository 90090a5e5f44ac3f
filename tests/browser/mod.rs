//! A real headless Chromium, told what to do over a pipe (Chrome DevTools Protocol).

#![allow(dead_code, reason = "each test uses its part")]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

pub struct Browser {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    session: String,
    serial: u64,
    _profile: tempfile::TempDir,
}

impl Browser {
    pub fn start(program: &Path, width: u32, height: u32, dark: bool) -> Browser {
        let profile = tempfile::tempdir().unwrap();
        let mut command = Command::new("sh");
        command
            .args(["-c", "exec 3<&0 4>&1 </dev/null >/dev/null; exec \"$@\"", "oit"])
            .arg(program)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .args([
                "--headless",
                "--remote-debugging-pipe",
                "--no-first-run",
                "--disable-gpu",
                "--no-sandbox",
            ])
            .args([
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--hide-scrollbars",
                "about:blank",
            ])
            .env("HOME", profile.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let (to, from) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut browser = Browser { child, to, from, session: String::new(), serial: 0, _profile: profile };
        let target = browser.ask("Target.createTarget", json!({ "url": "about:blank" }));
        let id = target["targetId"].clone();
        let session = browser.ask("Target.attachToTarget", json!({ "targetId": id, "flatten": true }));
        browser.session = session["sessionId"].as_str().unwrap().to_owned();
        browser.ask("Page.enable", json!({}));
        // The page must work without scripts.
        browser.ask("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        browser.ask("Emulation.setDeviceMetricsOverride", size);
        let scheme = if dark { "dark" } else { "light" };
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        browser.ask("Emulation.setEmulatedMedia", media);
        browser
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.try_ask(method, params).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    fn try_ask(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        self.serial += 1;
        let mut order = json!({ "id": self.serial, "method": method, "params": params });
        if !self.session.is_empty() {
            order["sessionId"] = json!(self.session);
        }
        self.to.write_all(order.to_string().as_bytes()).unwrap();
        self.to.write_all(b"\0").unwrap();
        self.to.flush().unwrap();
        loop {
            let mut bytes = Vec::new();
            self.from.read_until(0, &mut bytes).unwrap();
            assert_eq!(bytes.pop(), Some(0), "the browser has gone");
            let mut message: Value = serde_json::from_slice(&bytes).unwrap();
            if message["id"] == self.serial {
                let error = message.get("error").cloned();
                return error.map_or_else(|| Ok(message["result"].take()), Err);
            }
        }
    }

    /// Opens an address and waits until it is there.
    pub fn open(&mut self, url: &str) {
        self.ask("Page.navigate", json!({ "url": url }));
        self.wait("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    /// What an expression gives; the debugger's own scripts run where the page's do not. Asked again where the
    /// page went away for the next one meanwhile: what is asked for only reads, or may be done twice.
    pub fn eval(&mut self, expression: &str) -> Value {
        let params = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let until = Instant::now() + Duration::from_secs(30);
        loop {
            match self.try_ask("Runtime.evaluate", params.clone()) {
                Ok(mut answer) => return answer["result"]["value"].take(),
                Err(error) if Instant::now() < until && has_left(&error) => {
                    std::thread::sleep(Duration::from_millis(60));
                }
                Err(error) => panic!("{expression}: {error}"),
            }
        }
    }

    /// What hinders people who hear the page or use no mouse, as axe-core sees it; it needs scripts.
    pub fn hindrances(&mut self, axe: &str) -> Vec<String> {
        self.ask("Emulation.setScriptExecutionDisabled", json!({ "value": false }));
        let run = "document.querySelectorAll('details').forEach(one => one.open = true);
            axe.run(document).then(found => [found.passes.length, ...found.violations
                .filter(v => ['serious', 'critical'].includes(v.impact))
                .map(v => v.id + ' ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + n.failureSummary).join(' ; '))])";
        let found = self.eval(&format!("{axe}\n;{run}"));
        self.ask("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
        let mut found = found.as_array().unwrap_or_else(|| panic!("axe did not run: {found}")).iter();
        assert!(found.next().and_then(Value::as_u64) > Some(0), "axe ran");
        found.map(|one| one.as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Waits until an expression is true.
    pub fn wait(&mut self, expression: &str) {
        let until = Instant::now() + Duration::from_secs(90);
        while self.eval(expression) != json!(true) {
            assert!(Instant::now() < until, "waited in vain for {expression} on {}", self.text());
            std::thread::sleep(Duration::from_millis(60));
        }
    }

    pub fn text(&mut self) -> String {
        self.eval("document.body.innerText").as_str().unwrap_or_default().to_owned()
    }

    /// Clicks as a person does: the mouse, in the middle of what a selector finds first.
    pub fn click(&mut self, selector: &str) {
        let found = format!(
            "(() => {{ const e = document.querySelector({}); if (!e) return null; e.scrollIntoView({{block: 'center'}});
              const r = e.getClientRects()[0]; return [r.x + r.width / 2, r.y + r.height / 2]; }})()",
            json!(selector)
        );
        let at = self.eval(&found);
        assert!(at.is_array(), "nothing to click at {selector} on {}", self.text());
        let before = self.eval("performance.timeOrigin");
        for kind in ["mousePressed", "mouseReleased"] {
            let params = json!({ "type": kind, "x": at[0], "y": at[1], "button": "left", "clickCount": 1 });
            self.ask("Input.dispatchMouseEvent", params);
        }
        self.wait(&format!("performance.timeOrigin !== {before} && document.readyState === 'complete'"));
    }

    /// Types into a field.
    pub fn fill(&mut self, selector: &str, text: &str) {
        let focus = format!("document.querySelector({}).focus()", json!(selector));
        self.eval(&focus);
        self.ask("Input.insertText", json!({ "text": text }));
    }

    /// Chooses in a list.
    pub fn choose(&mut self, selector: &str, value: &str) {
        self.eval(&format!("document.querySelector({}).value = {}", json!(selector), json!(value)));
    }

    /// The whole page as PNG, into `$OIT_TEST_PICTURES` where that is set.
    pub fn picture(&mut self, name: &str) {
        let Some(folder) = std::env::var_os("OIT_TEST_PICTURES") else { return };
        let shot = json!({ "format": "png", "captureBeyondViewport": true });
        let shot = self.ask("Page.captureScreenshot", shot);
        let data = shot["data"].as_str().unwrap();
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(Path::new(&folder).join(format!("{name}.png")), base64(data)).unwrap();
    }
}

/// Whether the page that was asked is no longer the one that is shown.
fn has_left(error: &Value) -> bool {
    let said = error["message"].as_str().unwrap_or_default();
    ["navigated or closed", "context was destroyed", "Cannot find"].iter().any(|w| said.contains(w))
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn base64(text: &str) -> Vec<u8> {
    let value = |b: u8| match b {
        b'A'..=b'Z' => b - b'A',
        b'a'..=b'z' => b - b'a' + 26,
        b'0'..=b'9' => b - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let bytes: Vec<u8> = text.bytes().filter(|b| *b != b'=').collect();
    let piece = |four: &[u8]| {
        let bits =
            four.iter().fold(0u32, |bits, b| bits << 6 | u32::from(value(*b))) << (6 * (4 - four.len()));
        bits.to_be_bytes()[1..four.len()].to_vec()
    };
    bytes.chunks(4).flat_map(piece).collect()
}
