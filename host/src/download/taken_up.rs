//! Names that tools take up by themselves.
//!
//! A file of such a name does something without anybody opening it: `make` reads
//! a `GNUmakefile` of the directory that it is started in, a shell of Windows
//! takes `git.exe` there for the program, a file manager fetches what a link
//! points to. Content and name come from outside, so no download gets one of
//! these names unless the person gives it.
//!
//! Nobody knows all of them. So a name keeps its extension when that is one of
//! recordings, pictures, documents, texts and archives, which people open and tools
//! do not look for; all others get another one behind. So do those of JSON and
//! Markdown when they are of one word: settings of tools and orders to programs that
//! write code are called so (`x.tf.json`, `CRUSH.md`), and new ones every month,
//! but a tool looks for no name with a space before the extension. The names that
//! are listed are those that tools look for all the same, and those of which it is
//! worth saying so.

use super::file_name::shorten;

/// Whole names, in lower case.
const NAMES: [&str; 113] = [
    // What builds, runs or tests things, and is started without a file's name.
    "makefile",
    "gnumakefile",
    "bsdmakefile",
    "cmakelists.txt",
    "cmakecache.txt",
    "compile_flags.txt",
    "cmakepresets.json",
    "cmakeuserpresets.json",
    "meson.build",
    "meson_options.txt",
    "sconstruct",
    "wscript",
    "build.ninja",
    "ninja.build",
    "jamfile",
    "jamroot",
    "build",
    "build.bazel",
    "workspace",
    "workspace.bazel",
    "module.bazel",
    "buck",
    "justfile",
    "taskfile.yml",
    "taskfile.yaml",
    "rakefile",
    "gemfile",
    "guardfile",
    "capfile",
    "vagrantfile",
    "podfile",
    "fastfile",
    "brewfile",
    "procfile",
    "jenkinsfile",
    "earthfile",
    "tiltfile",
    "snakefile",
    "dangerfile",
    "dockerfile",
    "containerfile",
    "compose.yml",
    "compose.yaml",
    "docker-compose.yml",
    "docker-compose.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
    "docker-bake.hcl",
    "skaffold.yaml",
    "kustomization.yaml",
    "cargo.toml",
    "rust-toolchain",
    "rust-toolchain.toml",
    "go.mod",
    "go.work",
    "package.json",
    "package.yaml",
    "deno.json",
    "deno.jsonc",
    "bunfig.toml",
    "pnpm-workspace.yaml",
    "lerna.json",
    "tsconfig.json",
    "composer.json",
    "pyproject.toml",
    "setup.cfg",
    "tox.ini",
    "pytest.ini",
    "pipfile",
    "environment.yml",
    "pom.xml",
    "build.xml",
    "build.sbt",
    "gradlew",
    "mvnw",
    "configure",
    "global.json",
    "nuget.config",
    "directory.build.props",
    "directory.build.targets",
    "pubspec.json",
    "project.json",
    "workspace.json",
    "nx.json",
    "turbo.json",
    "angular.json",
    "vercel.json",
    "firebase.json",
    "renovate.json",
    "biome.json",
    "jsconfig.json",
    "cdk.json",
    "appsettings.json",
    "dub.json",
    "wrangler.json",
    "vcpkg.json",
    "conanfile.txt",
    "requirements.txt",
    "constraints.txt",
    // What programs that write code read unasked.
    "agents.md",
    "agents.override.md",
    "agent.md",
    "claude.md",
    "claude.local.md",
    "gemini.md",
    "qwen.md",
    "mcp.json",
    "skill.md",
    "copilot-instructions.md",
    // What desktops act upon.
    "autorun.inf",
    "desktop.ini",
    "folder.htt",
    "thumbs.db",
];

/// Extensions, in lower case, that make a file work by lying there: programs
/// that shells find before others, modules and libraries that programs load
/// before others, links and searches that file managers follow when they show
/// them, and parts that build tools gather.
const EXTENSIONS: [&str; 49] = [
    "exe",
    "com",
    "bat",
    "cmd",
    "ps1",
    "psm1",
    "psd1",
    "vbs",
    "vbe",
    "jse",
    "wsf",
    "wsh",
    "msc",
    "cpl",
    "scr",
    "pif",
    "dll",
    "ocx",
    "sys",
    "manifest",
    "so",
    "dylib",
    "pyd",
    "py",
    "pyc",
    "pyo",
    "pyw",
    "pth",
    "lnk",
    "url",
    "website",
    "scf",
    "desktop",
    "directory",
    "webloc",
    "library-ms",
    "search-ms",
    "searchconnector-ms",
    "settingcontent-ms",
    "theme",
    "mk",
    "cmake",
    "gradle",
    "kts",
    "gemspec",
    "podspec",
    "csproj",
    "sln",
    "tf",
];

/// Extensions, in lower case, of what people open and nothing takes up.
const OPENED: [&str; 65] = [
    // Sound and pictures, moving and not.
    "mp4", "m4v", "mov", "mkv", "webm", "avi", "mpg", "mpeg", "3gp", "m4a", "mp3", "aac", "wav",
    "flac", "ogg", "oga", "ogv", "opus", "jpg", "jpeg", "png", "gif", "webp", "bmp", "tif", "tiff",
    "heic", "avif", "svg", // What is said and written in them.
    "vtt", "srt", "txt", "text", "log", "csv", "tsv", "jsonl", "ics", "vcf", "eml",
    // Documents.
    "pdf", "doc", "docx", "odt", "rtf", "xls", "xlsx", "ods", "ppt", "pptx", "odp", "epub", "pages",
    "numbers", "key", "htm", "html", // Archives.
    "zip", "gz", "bz2", "xz", "zst", "7z", "tar", "tgz",
];

/// Extensions, in lower case, of what people open and of what tools take up: which
/// of both shows in what is before.
const OPENED_BY_BOTH: [&str; 2] = ["json", "md"];

/// Behind a name of which it is not known that nothing takes it up.
const UNKNOWN: &str = ".download";

/// The name that a download of that name gets; none when something is known to
/// take it up.
pub(super) fn name_for(name: String) -> Option<String> {
    if is_taken_up(&name) {
        return None;
    }
    let is_opened = name.rsplit_once('.').is_some_and(|(before, extension)| {
        let extension = extension.to_lowercase();
        OPENED.contains(&extension.as_str())
            || OPENED_BY_BOTH.contains(&extension.as_str()) && has_words(before)
    });
    Some(if is_opened {
        name
    } else {
        shorten(&format!("{name}{UNKNOWN}"))
    })
}

/// Whether what is before an extension is of several words, and not by another
/// extension, as in `my notes.tf.json`.
fn has_words(stem: &str) -> bool {
    stem.rsplit('.')
        .next()
        .is_some_and(|last| last.contains(' '))
}

/// Whether a file of that name does something without being opened.
fn is_taken_up(name: &str) -> bool {
    // Disks that know no difference between upper and lower case know none between
    // `ſ` and `s` either, which are the same in upper case alone.
    let name = name.to_uppercase().to_lowercase();
    let has = |extension: &&str| {
        name.rsplit_once('.')
            .is_some_and(|(_, last)| last == *extension)
    };
    NAMES.contains(&name.as_str())
        || EXTENSIONS.iter().any(has)
        // Tools of Node.js, whose settings are programs: `vite.config.js`.
        || name.contains(".config.")
        // What programs of .NET are started with.
        || name.ends_with(".runtimeconfig.json")
        || name.ends_with(".deps.json")
        // Libraries of Unix with a version behind: `libc.so.6`.
        || name.contains(".so.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_recordings_and_documents_are_called_is_let_through() {
        for name in [
            "Weekly sync 2024-05-01.mp4",
            "audio_only.m4a",
            "chat.txt",
            "transcript.vtt",
            "Weekly v1.2 sync 2024-05-01 timeline.json",
            "attendees.csv",
            "report.pdf",
            "How to write a Makefile.mp4",
            "Makefile.txt",
            "Figures.XLSX",
            "notes.tar.gz",
            "How we work.md",
        ] {
            assert_eq!(name_for(name.to_owned()).as_deref(), Some(name));
        }
    }

    #[test]
    fn whatever_else_may_be_taken_up_gets_an_extension_of_which_nothing_is_known() {
        for name in [
            "build.rs",
            "build.zig",
            "flake.nix",
            "gulpfile.js",
            "Gruntfile.js",
            "Package.swift",
            "mix.exs",
            "rebar.config",
            "Build.PL",
            "dune",
            "stack.yaml",
            "cabal.project",
            "pubspec.yaml",
            "lefthook.yml",
            "mkdocs.yml",
            "x.cabal",
            "x.vcxproj",
            "x.props",
            "x.targets",
            "notes",
            "x.tf.json",
            "my own.tf.json",
            "x.tofu.json",
            "x.auto.tfvars.json",
            "x.pkr.json",
            "opencode.json",
            "crush.json",
            "nodemon.json",
            "testem.json",
            "serverless.json",
            "rush.json",
            "npm-shrinkwrap.json",
            "tslint.json",
            "bower.json",
            "OpenCode.JSON",
            "CRUSH.md",
            "WARP.md",
            "my own.instructions.md",
            "package_.json",
            ".json",
        ] {
            let expected = format!("{name}.download");
            assert_eq!(name_for(name.to_owned()), Some(expected));
        }
        let long = name_for("x".repeat(255)).unwrap();
        assert!(long.len() == 255 && long.ends_with(".download"), "{long}");
    }

    #[test]
    fn what_a_tool_takes_up_by_itself_is_not() {
        for name in [
            "GNUmakefile",
            "MAKEFILE",
            "package.json",
            "conftest.py",
            "git.exe",
            "version.dll",
            "Quarterly figures.lnk",
            "vite.config.mjs",
            "libz.so.1",
            "rules.mk",
            "CLAUDE.md",
            "CLAUDE.local.md",
            "AGENT\u{17f}.md",
            "AppSettings.json",
            "notes.runtimeconfig.json",
            "notes.deps.json",
            "CMakeLists.txt",
            "compile_flags.txt",
            "requirements.txt",
        ] {
            assert_eq!(name_for(name.to_owned()), None, "{name}");
        }
    }

    #[test]
    fn every_name_is_written_as_it_is_compared() {
        let lists = NAMES.iter().chain(&EXTENSIONS).chain(&OPENED);
        for name in lists.chain(&OPENED_BY_BOTH) {
            assert_eq!(*name, name.to_lowercase());
        }
    }
}
