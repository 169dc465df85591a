"""Builds peers into a scratch folder. What is not installed is no failure: its peers are skipped, with the reason."""
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCES = Path(__file__).resolve().parent.parent
DEBIAN_GO_PATH = Path("/usr/share/gocode")
DEBIAN_CRATES = Path("/usr/share/cargo/registry")
X_NET = "golang.org/x/net"
X_NET_VERSION = "v0.7.0"
HTMLPARSER2_VERSION = "12.0.0"
LONGEST_REASON = 200


class Unavailable(Exception):
    """Why a peer cannot take part."""


class Toolchains:
    """Each method gives the command that starts a peer, building it first where that is needed."""

    def __init__(self, folder, deadline):
        self._folder = folder
        self._deadline = deadline
        self._library = None

    def library(self, job):
        return ["dotnet", str(self._publish() / "Tutorial.Net.Peers.dll"), job]

    def c(self, name):
        self._require("gcc", "gcc is not installed")
        output = self._folder / f"c-{name}"
        self._run("gcc", "-O2", "-Wall", "-o", output, SOURCES / "c" / f"{name}.c")
        return [str(output)]

    def gumbo(self):
        self._require("gcc", "gcc is not installed")
        if not Path("/usr/include/gumbo.h").exists():
            raise Unavailable("gumbo is not installed (Debian: apt-get install libgumbo-dev)")
        output = self._folder / "c-links"
        self._run("gcc", "-O2", "-Wall", "-o", output, SOURCES / "c" / "links.c", "-lgumbo")
        return [str(output)]

    def html5ever(self):
        # Debian has the sources of crates as packages, and they are for its own compiler; nothing is fetched.
        self._require("/usr/bin/cargo", "Debian's cargo is not installed (apt-get install cargo librust-html5ever-dev)")
        if not list(DEBIAN_CRATES.glob("html5ever-*")):
            raise Unavailable("html5ever is not installed (Debian: apt-get install librust-html5ever-dev)")
        self._run("/usr/bin/cargo", "build", "--release", "--offline", "--target-dir", self._folder / "html5ever",
                  "--manifest-path", shutil.copytree(SOURCES / "rust" / "links_html5ever", self._folder / "links_html5ever") / "Cargo.toml",
                  "--config", "source.crates-io.replace-with='debian'", "--config", f"source.debian.directory='{DEBIAN_CRATES}'",
                  environment={"RUSTC": "/usr/bin/rustc"})
        return [str(self._folder / "html5ever" / "release" / "links_html5ever")]

    def rust(self, name, *arguments):
        self._require("rustc", "rustc is not installed")
        output = self._folder / f"rust-{name}"
        if not output.exists():
            self._run("rustc", "--edition", "2021", "-C", "opt-level=3", "-o", output, SOURCES / "rust" / f"{name}.rs")
        return [str(output), *arguments]

    def go(self, name, *arguments):
        self._require("go", "Go is not installed (Debian: apt-get install golang-go golang-golang-x-net-dev)")
        output = self._folder / f"go-{name}"
        if not output.exists():
            # One file is one program: no module is needed as long as it imports the standard library only.
            self._run("go", "build", "-o", output, SOURCES / "go" / f"{name}.go", environment={"GO111MODULE": "off"})
        return [str(output), *arguments]

    def go_links(self):
        self._require("go", "Go is not installed (Debian: apt-get install golang-go golang-golang-x-net-dev)")
        output = self._folder / "go-links"
        source = SOURCES / "go" / "links.go"
        if (DEBIAN_GO_PATH / "src" / X_NET / "html").is_dir():
            debian = {"GO111MODULE": "off", "GOPATH": str(DEBIAN_GO_PATH)}
            self._run("go", "build", "-o", output, source, environment=debian)
        else:
            module = self._folder / "go-links-module"
            module.mkdir(exist_ok=True)
            shutil.copy(source, module)
            (module / "go.mod").write_text(f"module links\n\ngo 1.19\n\nrequire {X_NET} {X_NET_VERSION}\n")
            modules = {"GO111MODULE": "on", "GOFLAGS": "-mod=mod"}
            self._run("go", "build", "-o", output, "links.go", environment=modules, folder=module)
        return [str(output)]

    def python(self, name, *arguments):
        return [sys.executable, str(SOURCES / "python" / f"{name}.py"), *arguments]

    def lxml(self):
        for python in (sys.executable, shutil.which("python3"), "/usr/bin/python3"):
            if python and subprocess.run([python, "-c", "import lxml.etree"], capture_output=True, check=False).returncode == 0:
                return [python, str(SOURCES / "python" / "links_lxml.py")]
        raise Unavailable("no python3 here has lxml (Debian: apt-get install python3-lxml)")

    def node(self, name):
        self._require("node", "Node.js is not installed")
        return ["node", str(SOURCES / "node" / f"{name}.mjs")]

    def htmlparser2(self):
        self._require("node", "Node.js is not installed")
        self._require("npm", "npm is not installed")
        folder = self._folder / "node-links"
        if not (folder / "node_modules").exists():
            folder.mkdir(exist_ok=True)
            (folder / "package.json").write_text("{}\n")
            self._run("npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts",
                      f"htmlparser2@{HTMLPARSER2_VERSION}", folder=folder)
        # A module is looked up from where the importing file is.
        shutil.copy(SOURCES / "node" / "links.mjs", folder)
        return ["node", str(folder / "links.mjs")]

    def _publish(self):
        """Once for all jobs, whatever comes of it."""
        if self._library is None:
            self._library = self._folder / "library"
            self._require("dotnet", "the .NET SDK is not installed")
            self._run("dotnet", "publish", SOURCES / "library", "-c", "Release", "--nologo", "-v", "quiet", "--disable-build-servers",
                      "-o", self._library, "--artifacts-path", self._folder / "artifacts")
        if not self._library.exists():
            raise Unavailable("it does not build, see above")
        return self._library

    @staticmethod
    def _require(program, reason):
        if not shutil.which(program):
            raise Unavailable(reason)

    def _run(self, *command, environment=None, folder=None):
        command = [str(word) for word in command]
        with tempfile.TemporaryFile() as output:
            # A session of its own: compilers start others, and all of them have to end when time is up.
            build = subprocess.Popen(command, cwd=folder or SOURCES, env={**os.environ, **(environment or {})}, start_new_session=True,
                                     stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
            try:
                build.wait(self._deadline.left())
            except subprocess.TimeoutExpired:
                raise Unavailable(f"no time was left to build it: {' '.join(command[:2])}") from None
            finally:
                if build.poll() is None:
                    os.killpg(build.pid, signal.SIGKILL)
                    build.wait()
            output.seek(0)
            said = output.read().decode(errors="replace").splitlines()
        if build.returncode != 0:
            lines = [line.strip() for line in said if line.strip()] or ["no output"]
            error = next((line for line in lines if "error" in line.lower()), lines[-1])
            raise Unavailable(f"it does not build: {' '.join(command[:2])}: {error[:LONGEST_REASON]}")
