//! What both XML formats need: elements through `quick-xml`, words escaped so that they come back as they were.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::attributes::Attr;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// An XML file that is being written.
pub(super) struct Xml<'o> {
    writer: Writer<&'o mut dyn Write>,
    /// Whether a character was met that XML 1.0 cannot hold.
    pub(super) replaced: bool,
}

impl<'o> Xml<'o> {
    /// Writes the declaration.
    pub(super) fn new(out: &'o mut dyn Write) -> io::Result<Self> {
        let mut writer = Writer::new_with_indent(out, b' ', 1);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        Ok(Self { writer, replaced: false })
    }

    fn start(&mut self, name: &'static str, attributes: &[(&str, &str)]) -> BytesStart<'static> {
        let mut start = BytesStart::new(name);
        for (key, value) in attributes {
            let value = self.escaped(value);
            start.push_attribute(Attr::DoubleQ(*key, value.as_str()));
        }
        start
    }

    /// Opens an element.
    pub(super) fn open(&mut self, name: &'static str, attributes: &[(&str, &str)]) -> io::Result<()> {
        let start = self.start(name, attributes);
        self.writer.write_event(Event::Start(start))
    }

    /// Closes it.
    pub(super) fn close(&mut self, name: &'static str) -> io::Result<()> {
        self.writer.write_event(Event::End(BytesEnd::new(name)))
    }

    /// Writes an element without content.
    pub(super) fn empty(&mut self, name: &'static str, attributes: &[(&str, &str)]) -> io::Result<()> {
        let start = self.start(name, attributes);
        self.writer.write_event(Event::Empty(start))
    }

    /// Writes an element of words.
    pub(super) fn text(&mut self, name: &'static str, attributes: &[(&str, &str)], words: &str) -> io::Result<()> {
        let start = self.start(name, attributes);
        let words = self.escaped(words);
        self.writer.write_event(Event::Start(start))?;
        self.writer.write_event(Event::Text(BytesText::from_escaped(words)))?;
        self.close(name)
    }

    /// Ends the file.
    pub(super) fn finish(self) -> io::Result<()> {
        self.writer.into_inner().write_all(b"\n")
    }

    /// Line ends and tabs go as references, for readers make spaces of them in attributes, and some make line ends of U+0085; what XML 1.0 forbids (clause
    /// 2.2, `Char`) becomes U+FFFD.
    fn escaped(&mut self, words: &str) -> String {
        let mut out = String::with_capacity(words.len());
        for c in words.chars() {
            match c {
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '&' => out.push_str("&amp;"),
                '"' => out.push_str("&quot;"),
                '\n' => out.push_str("&#10;"),
                '\t' => out.push_str("&#9;"),
                '\r' => out.push_str("&#13;"),
                '\u{85}' => out.push_str("&#133;"),
                '\u{2028}' => out.push_str("&#8232;"),
                '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                    self.replaced = true;
                    out.push('\u{fffd}');
                }
                c => out.push(c),
            }
        }
        out
    }
}
