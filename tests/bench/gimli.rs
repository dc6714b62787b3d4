// Looks up the addresses on standard input with gimli's addr2line crate, as `addr2line -a -f -i -C -e ELF` does.
use addr2line::{gimli, object, Context};
use object::{Object, ObjectSection};
use std::io::{BufRead, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: gimli ELF <ADDRESSES")?;
    let map = unsafe { memmap2::Mmap::map(&std::fs::File::open(path)?)? };
    let elf = object::File::parse(&*map)?;
    let bytes = |id: gimli::SectionId| -> Result<_, gimli::Error> {
        let section = elf.section_by_name(id.name()).and_then(|section| section.data().ok());
        Ok(gimli::EndianSlice::new(section.unwrap_or(&[]), gimli::LittleEndian))
    };
    let context = Context::from_dwarf(gimli::Dwarf::load(bytes)?)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let address = u64::from_str_radix(line?.trim_start_matches("0x"), 16)?;
        writeln!(out, "0x{:08x}", address)?;
        let mut frames = context.find_frames(address)?;
        let mut any = false;
        while let Some(frame) = frames.next()? {
            any = true;
            match &frame.function {
                Some(function) => writeln!(out, "{}", function.demangle()?)?,
                None => writeln!(out, "??")?,
            }
            let place = frame.location.as_ref();
            let line = place.and_then(|place| place.line).unwrap_or(0);
            writeln!(out, "{}:{}", place.and_then(|place| place.file).unwrap_or("??"), line)?;
        }
        if !any {
            writeln!(out, "??\n??:0")?;
        }
    }
    Ok(())
}
