//! How fast documents are read and matched, against the least that a reader of their format does.
//!
//! `cargo bench --no-default-features --bench readers [-- --large]`
//!
//! Every ratio divides by the floor measured in the same run, over the document in memory:
//! `IgnoredAny` for JSON, the event loop of `quick-xml` for XML, a scan for lines for tag-value.
//! Both are measured in turn, and the best round of each counts: other work on the machine only adds.
//! The CPU time of reading alone and of reading and matching, digest included, and the time that
//! the latter takes by the clock: a long document is read ahead and digested by a second thread.
//! Each document is read in a process of its own, so that its peak memory is that of the reader.
//! `--large` adds documents of 1,000,000 components through a pipe.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

mod generate;

use std::error::Error;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use cargo_vendor_gate::denylist;
use cargo_vendor_gate::diagnostic::Diagnostic;
use cargo_vendor_gate::input::{self, Options};
use cargo_vendor_gate::inventory::{Edge, Field, Mark, Subject, SubjectId, Visitor};
use cargo_vendor_gate::matching::{Index, Screening};
use cargo_vendor_gate::source::Source;
use quick_xml::events::Event;
use serde::de::IgnoredAny;

const FORMATS: [&str; 5] = [
    "cyclonedx",
    "spdx-2.3",
    "spdx-3",
    "cyclonedx-xml",
    "tag-value",
];

const ROUNDS: usize = 5;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["generate", format, components] => {
            let out = BufWriter::with_capacity(1 << 20, io::stdout().lock());
            Ok(generate::write(format, components.parse()?, out)?)
        }
        ["read", path, visitor, runs] => read(path, visitor, runs.parse()?),
        ["floor", path, format, runs] => {
            println!("{}", floor(path, format, runs.parse()?)?);
            Ok(())
        }
        words => compare(words.contains(&"--large")),
    }
}

/// Print one line a document: the floor, and what reading and matching cost.
fn compare(large: bool) -> Outcome<()> {
    println!("document                     MB  floor ms   read  match  clock   peak MB");
    for format in FORMATS {
        for components in [1_000, 100_000] {
            let path = document(format, components)?;
            let runs = 300_000_u32.div_ceil(components);
            let file = path.to_string_lossy().into_owned();
            let mut least = f64::INFINITY;
            let (mut read, mut matched) = (Cost::UNKNOWN, Cost::UNKNOWN);
            for _ in 0..ROUNDS {
                least = least.min(floor(&file, format, runs)?);
                read = read.least(&child(&file, "count", runs)?);
                matched = matched.least(&child(&file, "screening", runs)?);
            }
            println!(
                "{format:<13} {components:>8} {:>8.1} {:>9.1} {:>5.2}x {:>5.2}x {:>5.2}x {:>9.1}",
                megabytes(fs::metadata(&path)?.len()),
                least * 1e3,
                read.cpu / least,
                matched.cpu / least,
                matched.clock / least,
                matched.peak
            );
        }
    }
    for format in FORMATS.iter().filter(|_| large) {
        for components in [100_000, 1_000_000] {
            piped(format, components)?;
        }
    }
    Ok(())
}

/// The document in the target folder, made once.
fn document(format: &str, components: u32) -> Outcome<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    fs::create_dir_all(folder)?;
    let path = folder.join(format!("bench-{format}-{components}"));
    let out = BufWriter::new(File::create(&path)?);
    generate::write(format, components, out)?;
    Ok(path)
}

/// CPU seconds of going through the document in memory: the floor.
fn floor(path: &str, format: &str, runs: u32) -> Outcome<f64> {
    let bytes = fs::read(path)?;
    let before = cpu_seconds()?;
    for _ in 0..runs {
        match format {
            "cyclonedx-xml" => events(&bytes)?,
            "tag-value" => lines(&bytes)?,
            _ => drop(serde_json::from_slice::<IgnoredAny>(&bytes)?),
        }
    }
    Ok((cpu_seconds()? - before) / f64::from(runs))
}

fn events(bytes: &[u8]) -> Outcome<()> {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    while !matches!(black_box(reader.read_event()?), Event::Eof) {}
    Ok(())
}

/// Each line, its tag and its value.
fn lines(bytes: &[u8]) -> Outcome<()> {
    let text = std::str::from_utf8(bytes)?;
    for line in text.lines() {
        black_box(line.split_once(':'));
    }
    Ok(())
}

/// What one reading costs: seconds of CPU and by the clock, and the peak memory of its process in MB.
struct Cost {
    cpu: f64,
    clock: f64,
    peak: f64,
}

impl Cost {
    const UNKNOWN: Self = Self {
        cpu: f64::INFINITY,
        clock: f64::INFINITY,
        peak: 0.0,
    };

    /// The least time of two measurements, and the greater peak.
    fn least(&self, other: &Self) -> Self {
        Self {
            cpu: self.cpu.min(other.cpu),
            clock: self.clock.min(other.clock),
            peak: self.peak.max(other.peak),
        }
    }
}

/// One reading in a process of its own.
fn child(file: &str, visitor: &str, runs: u32) -> Outcome<Cost> {
    let output = Command::new(std::env::current_exe()?)
        .args(["read", file, visitor, &runs.to_string()])
        .stderr(Stdio::inherit())
        .output()?;
    measured(&output.stdout)
}

/// A document that is never stored: one process writes it and another reads it.
fn piped(format: &str, components: u32) -> Outcome<()> {
    let program = std::env::current_exe()?;
    let mut writer = Command::new(&program)
        .args(["generate", format, &components.to_string()])
        .stdout(Stdio::piped())
        .spawn()?;
    let written = writer.stdout.take().ok_or("no pipe")?;
    let output = Command::new(&program)
        .args(["read", "-", "screening", "1"])
        .stdin(written)
        .stderr(Stdio::inherit())
        .output()?;
    writer.wait()?;
    let Cost { cpu, peak, .. } = measured(&output.stdout)?;
    println!("{format:<12} {components:>9} (pipe) {cpu:>9.1} s of CPU   {peak:>9.1} MB");
    Ok(())
}

fn measured(stdout: &[u8]) -> Outcome<Cost> {
    let line = std::str::from_utf8(stdout)?;
    let numbers: Result<Vec<f64>, _> = line.split_whitespace().map(str::parse).collect();
    match numbers?[..] {
        [cpu, clock, peak] => Ok(Cost { cpu, clock, peak }),
        _ => Err("the child printed no measurement".into()),
    }
}

/// Read one document so many times, and print seconds of once, CPU and clock, and peak memory.
fn read(path: &str, visitor: &str, runs: u32) -> Outcome<()> {
    let source = match path {
        "-" => Source::stdin(),
        path => Source::file(path),
    };
    let index = Index::new(denylist::bundled());
    let (before, start) = (cpu_seconds()?, Instant::now());
    for _ in 0..runs {
        let told = match visitor {
            "count" => count(&source)?,
            _ => screen(&source, &index),
        };
        if told == 0 {
            return Err("nothing was told".into());
        }
    }
    let clock = start.elapsed().as_secs_f64() / f64::from(runs);
    let cpu = (cpu_seconds()? - before) / f64::from(runs);
    println!("{cpu} {clock} {}", peak_megabytes()?);
    Ok(())
}

fn count(source: &Source) -> Outcome<u64> {
    let mut count = Count::default();
    let document = input::read(source, &Options::default(), &mut count);
    document.map_err(|unreadable| unreadable.diagnostic.message)?;
    Ok(count.marks + count.edges)
}

fn screen(source: &Source, index: &Index<'_>) -> u64 {
    let mut screening = Screening::new(index);
    let document = input::read(source, &Options::default(), &mut screening);
    screening.finish(&source.name, document).components
}

/// The cheapest visitor there is.
#[derive(Default)]
struct Count {
    subjects: u32,
    marks: u64,
    edges: u64,
}

impl Visitor for Count {
    fn subject(&mut self, _subject: &Subject<'_>) -> SubjectId {
        self.subjects += 1;
        SubjectId(self.subjects)
    }

    fn refer(&mut self, _reference: &str) -> SubjectId {
        SubjectId(0)
    }

    fn mark(&mut self, _on: SubjectId, _mark: &Mark<'_>, _field: &Field<'_>) {
        self.marks += 1;
    }

    fn edge(&mut self, _from: SubjectId, _edge: Edge, _to: SubjectId) {
        self.edges += 1;
    }

    fn diagnostic(&mut self, _diagnostic: Diagnostic) {}
}

/// CPU time of this process: user and system, in the kernel's ticks of 10 ms.
fn cpu_seconds() -> Outcome<f64> {
    let text = fs::read_to_string("/proc/self/stat")?;
    let fields = text.rsplit_once(") ").ok_or("no stat")?.1;
    let ticks = fields.split(' ').skip(11).take(2).map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()? / 100.0)
}

fn peak_megabytes() -> Outcome<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes: u32 = line
        .and_then(|rest| rest.trim().strip_suffix(" kB"))
        .ok_or("no VmHWM")?
        .trim()
        .parse()?;
    Ok(f64::from(kilobytes) / 1024.0)
}

#[expect(clippy::cast_precision_loss, reason = "a size for people")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
