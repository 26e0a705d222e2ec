// Package tap reports test points in the Test Anything Protocol, version 13, with the calls that the
// validation programs of runtime-tools make: Debian has no package of the one they import.
// https://testanything.org/tap-version-13-specification.html
package tap

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

// T counts and writes the points of one report.
type T struct {
	// Writer gets the report: standard output unless it is replaced before Header.
	Writer    io.Writer
	count     int
	directive string
}

// New begins a report on standard output.
func New() *T {
	return &T{Writer: os.Stdout}
}

// Header begins the output. The number of points may be 0 where it is not known yet: see AutoPlan.
func (t *T) Header(points int) {
	fmt.Fprintln(t.Writer, "TAP version 13")
	if points > 0 {
		fmt.Fprintf(t.Writer, "1..%d\n", points)
	}
}

// AutoPlan writes the plan after the points, with as many as there were.
func (t *T) AutoPlan() {
	fmt.Fprintf(t.Writer, "1..%d\n", t.count)
}

// Ok reports a point that holds or does not.
func (t *T) Ok(holds bool, description string) {
	verdict := "not ok"
	if holds {
		verdict = "ok"
	}
	t.count++
	fmt.Fprintf(t.Writer, "%s %d%s - %s\n", verdict, t.count, t.directive, oneLine(description))
}

// Pass reports a point that holds.
func (t *T) Pass(description string) { t.Ok(true, description) }

// Fail reports a point that does not hold.
func (t *T) Fail(description string) { t.Ok(false, description) }

// Skip reports points that were not tried, and why.
func (t *T) Skip(points int, reason string) {
	for range points {
		t.count++
		fmt.Fprintf(t.Writer, "ok %d # SKIP %s\n", t.count, oneLine(reason))
	}
}

// Todo gives a report whose next point is expected to fail.
func (t *T) Todo() *T {
	todo := *t
	todo.directive = " # TODO"
	t.count++
	return &todo
}

// Diagnostic writes a remark.
func (t *T) Diagnostic(remark string) {
	for _, line := range strings.Split(strings.TrimRight(remark, "\n"), "\n") {
		fmt.Fprintf(t.Writer, "# %s\n", line)
	}
}

// Diagnosticf writes a remark, formatted.
func (t *T) Diagnosticf(format string, values ...any) {
	t.Diagnostic(fmt.Sprintf(format, values...))
}

// YAML writes what belongs to the point before. JSON is YAML.
func (t *T) YAML(value any) error {
	text, err := json.MarshalIndent(value, "  ", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.Writer, "  ---\n  %s\n  ...\n", text)
	return err
}

func oneLine(text string) string {
	return strings.ReplaceAll(text, "\n", " ")
}
