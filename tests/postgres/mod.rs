//! A Postgres of the test's own: a cluster in a temporary folder, on loopback, gone afterwards.

#![allow(dead_code, reason = "each test uses its part")]

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::needs;

pub struct Cluster {
    bin: PathBuf,
    folder: tempfile::TempDir,
    port: u16,
}

/// Where `initdb` and `pg_ctl` are, or a line that says that they are missing.
fn find() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> =
        std::env::split_paths(&path).chain(debian.map(|version| version.path().join("bin"))).collect();
    folders.retain(|folder| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file());
    let found = folders.pop().filter(|_| cfg!(unix));
    needs::found(found, "no Postgres server here (apt install postgresql)")
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}

impl Cluster {
    /// A running cluster, or `None` where there is no Postgres.
    pub fn start() -> Option<Cluster> {
        let bin = find()?;
        let folder = tempfile::tempdir().unwrap();
        // The server refuses to run as root.
        if is_root() {
            let owned = Command::new("chown").arg("postgres").arg(folder.path()).status();
            let owned = owned.ok().filter(std::process::ExitStatus::success);
            needs::found(owned, "root, and no user postgres to run the Postgres server as")?;
        }
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let cluster = Cluster { bin, folder, port };
        let data = cluster.data();
        let made =
            cluster.run("initdb", &["-D", &data, "-U", "oit", "-A", "trust", "-E", "UTF8", "--no-sync"]);
        assert!(made.status.success(), "{}", said(&made));
        cluster.control("start");
        Some(cluster)
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }

    fn run(&self, program: &str, args: &[&str]) -> Output {
        let program = self.bin.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(&program);
            command
        } else {
            Command::new(&program)
        };
        command.args(args).current_dir(self.folder.path()).output().unwrap()
    }

    /// `start`, `stop`, `restart`: without warning to whoever is connected.
    pub fn control(&self, verb: &str) {
        let options =
            format!("-p {} -k {} -c listen_addresses=127.0.0.1", self.port, self.folder.path().display());
        let log = self.folder.path().join("log").display().to_string();
        let data = self.data();
        let mut args = vec!["-D", &data, "-w", "-l", &log, "-o", &options];
        if verb != "start" {
            args.extend(["-m", "immediate"]);
        }
        args.push(verb);
        let done = self.run("pg_ctl", &args);
        assert!(done.status.success(), "{verb}: {}", said(&done));
    }

    pub fn url(&self) -> String {
        format!("postgres://oit@127.0.0.1:{}/postgres", self.port)
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.data();
        let _ = self.run("pg_ctl", &["-D", &data, "-m", "immediate", "stop"]);
    }
}

fn said(done: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr))
}
