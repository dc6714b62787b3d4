#!/bin/sh
# validate.sh PROGRAM: holds the reports on the samples against their schemas, as far as validators are installed.
set -eu
unset HTANALYZE_ELF ESP_ROM_ELF_DIR # no ELF but those given

program=$(realpath "$1")
cd "$(dirname "$0")/.."

if ! python3 -c 'import jsonschema' 2>/dev/null; then
    echo "validate: python3-jsonschema is missing: JSON reports not validated" >&2
    exit 0
fi

# validate SCHEMA: standard input against a schema.
validate() {
    python3 -W ignore -c '
import json, sys
import jsonschema
with open(sys.argv[1]) as file:
    schema = json.load(file)
validator = jsonschema.validators.validator_for(schema)
validator.check_schema(schema)
errors = list(validator(schema).iter_errors(json.load(sys.stdin)))
for error in errors[:10]:
    print("/".join(str(step) for step in error.absolute_path) + ": " + error.message[:200], file=sys.stderr)
sys.exit(1 if errors else 0)' "$1"
}

report() {
    echo "validate: $*"
    "$program" -q -f json "$@" | validate testdata/schema/htanalyze-report-1.schema.json
    "$program" -q -f sarif "$@" | validate testdata/schema/sarif-2.1.0-subset.schema.json
    if command -v xmllint >/dev/null; then
        said=$("$program" -q -f junit "$@" | xmllint --noout --schema testdata/schema/junit.xsd - 2>&1) ||
            { echo "$said" >&2; exit 1; }
    else
        echo "validate: xmllint is missing: JUnit reports not validated" >&2
    fi
}

report testdata/window_600s.json -e testdata/btclock_v4.elf
report testdata/window_90s.json testdata/window_600s.json -e testdata/btclock_v4.elf
report testdata/window_90s.json
report testdata/inlined/window_600s.json -e testdata/elf/inlined.elf
report testdata/window_600s.json -e testdata/btclock_v4.elf --baseline testdata/golden/window_90s.json
report testdata/window_600s.json -e testdata/btclock_v4.elf --suppress testdata/known.supp

echo "validate: --compare"
golden=testdata/golden
"$program" -q -f json --compare $golden/window_90s.json $golden/window_600s.json $golden/no_elf.json $golden/both.json \
    --fail-on new | validate testdata/schema/htanalyze-comparison-1.schema.json

# The style and the script of a page are allowed by their hashes, which must be those of what stands there.
echo "validate: hashes of the HTML report"
"$program" -q -f html testdata/window_600s.json -e testdata/btclock_v4.elf | python3 -c '
import base64, hashlib, re, sys
page = sys.stdin.buffer.read()
for tag in (b"style", b"script"):
    text = re.search(b"<" + tag + b">(.*?)</" + tag + b">", page, re.S).group(1)
    digest = base64.b64encode(hashlib.sha256(text).digest())
    if tag + b"-src \x27sha256-" + digest + b"\x27;" not in page:
        sys.exit("validate: the hash of the " + tag.decode() + " is wrong")'
