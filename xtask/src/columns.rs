//! Words in columns.

/// Lines of at most so many characters; a word that is longer is broken.
pub(crate) fn wrapped(words: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in words.split_whitespace() {
        let characters: Vec<char> = word.chars().collect();
        for part in characters.chunks(width) {
            let taken = line.chars().count();
            if taken > 0 && taken + 1 + part.len() > width {
                lines.push(std::mem::take(&mut line));
            } else if taken > 0 {
                line.push(' ');
            }
            line.extend(part);
        }
    }
    lines.push(line);
    lines
}
