/*
 * Escapes: text from files (names, paths, messages) made safe for where it is going.
 *
 * Each function appends to a buffer. Text is NUL-terminated, may be any bytes, and is never trusted to be UTF-8.
 */
#ifndef HT_BASE_ESCAPE_H
#define HT_BASE_ESCAPE_H

#include <stdbool.h>

#include "base/strbuf.h"

/*
 * The inside of a JSON string (RFC 8259), without the quotes. Bytes that are not UTF-8 become U+FFFD, one each; what a
 * terminal must not get raw (control characters, bidirectional marks) is escaped, for JSON is looked at there too.
 */
void ht_escape_json(struct ht_strbuf *out, const char *text);

/* The same inside a <script> of an HTML page: nothing in it ends the script or begins a comment. */
void ht_escape_json_script(struct ht_strbuf *out, const char *text);

/*
 * One line of text for a terminal: nothing in it moves the cursor, changes a colour or the direction of writing.
 * Control characters become \n, \t, \x1b and the like, C1 controls and bidirectional marks \u202e, bytes that are not
 * UTF-8 \xff. Without utf8 other characters are spelled in ASCII where that is customary ("x" for the multiplication
 * sign, "..." for an ellipsis) and become \u00e9 elsewhere.
 */
void ht_escape_terminal(struct ht_strbuf *out, const char *text, bool utf8);

/*
 * A field of RFC 4180: escaped as for a UTF-8 terminal, in quotes where it holds a comma or a quote, or begins or ends
 * with a blank; an apostrophe goes before what a spreadsheet would take for a formula: = + - or @ at the beginning.
 */
void ht_escape_csv(struct ht_strbuf *out, const char *text);

/* A name in a folded stack: escaped as for a UTF-8 terminal, ';' becomes ':'. Empty names become "??". */
void ht_escape_folded(struct ht_strbuf *out, const char *text);

/*
 * Text in GitHub-flavoured Markdown, on one line: nothing in it becomes markup, HTML, a table's column, a mention of
 * somebody or a link to an issue ("#123" without a repository before it). Escaped as for a UTF-8 terminal besides. At
 * most limit bytes are added; text that is cut ends in an ellipsis.
 */
void ht_escape_markdown(struct ht_strbuf *out, const char *text, size_t limit);

/* The same as a code span with its backticks, for names; backticks in it become quotes. Cut in its middle. */
void ht_escape_markdown_code(struct ht_strbuf *out, const char *text, size_t limit);

/* The same for a line of a fenced block, which must not begin with it. Cut in its middle. */
void ht_escape_markdown_fenced(struct ht_strbuf *out, const char *text, size_t limit);

/* A URL that GitHub makes a link of; one that holds anything but the characters of RFC 3986 becomes a code span. */
void ht_escape_markdown_url(struct ht_strbuf *out, const char *url, size_t limit);

/*
 * A message of a GitHub workflow command, or the value of one of its properties: '%' becomes %25, CR %0D, LF
 * %0A, in properties ':' %3A and ',' %2C. Other control characters are escaped as on a UTF-8 terminal.
 */
void ht_escape_github(struct ht_strbuf *out, const char *text, bool property);

/* Text in HTML, in an element or in a quoted attribute: escaped as for a UTF-8 terminal, and & < > " ' as references.
 */
void ht_escape_html(struct ht_strbuf *out, const char *text);

/* The same for XML 1.0: what is no character there (U+FFFE, U+FFFF) becomes U+FFFD. */
void ht_escape_xml(struct ht_strbuf *out, const char *text);

/* A path in a URI: backslashes become slashes, and bytes that are not unreserved in RFC 3986 are written as %20. */
void ht_escape_uri_path(struct ht_strbuf *out, const char *path);

#endif
