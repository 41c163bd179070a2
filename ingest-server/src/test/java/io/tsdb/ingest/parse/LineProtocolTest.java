package io.tsdb.ingest.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.segment.Event;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineProtocolTest {

  @Test
  void point_givesAnEventPerField() {
    Sources.Outcome outcome =
        Sources.lines(
            "cpu,host=a,region=eu usage=1.5,cores=8i,up=t,note=\"all \\\"well\\\", thanks\" 1673205162254000000",
            TimePrecision.NS);

    assertThat(outcome.problems()).isEmpty();
    assertThat(outcome.events()).hasSize(4);
    assertThat(outcome.events()).extracting(Event::timestamp).containsOnly(1673205162254L);
    assertThat(outcome.events().get(0).labels().values())
        .isEqualTo(Map.of("measurement", "cpu", "field", "usage", "host", "a", "region", "eu"));
    assertThat(outcome.events().get(0).value()).hasValue(1.5);
    assertThat(outcome.events().get(1).value()).hasValue(8);
    assertThat(outcome.events().get(2).value()).hasValue(1);
    assertThat(outcome.events().get(3).text()).contains("all \"well\", thanks");
  }

  @Test
  void point_undoesEscapes() {
    Event event =
        Sources.lines(
                "my\\ meas\\,ure,tag\\=key\\ a=tag\\,value fie\\=ld=-1.5e3 5", TimePrecision.MS)
            .onlyEvent();

    assertThat(event.labels().values())
        .isEqualTo(
            Map.of("measurement", "my meas,ure", "tag=key a", "tag,value", "field", "fie=ld"));
    assertThat(event.value()).hasValue(-1500);
  }

  @Test
  void strings_mayHoldLineEndsAndComments() {
    Sources.Outcome outcome =
        Sources.lines(
            "# a comment\n\nlog text=\"one\n# two\nthree\" 7\r\nlog text=\"four\" 8\n",
            TimePrecision.MS);

    assertThat(outcome.problems()).isEmpty();
    assertThat(outcome.events())
        .extracting(e -> e.text().orElseThrow())
        .containsExactly("one\n# two\nthree", "four");
  }

  @ParameterizedTest
  @CsvSource({"NS, 1673205162254999999", "US, 1673205162254999", "MS, 1673205162254"})
  void precision_isRoundedDown(TimePrecision precision, String digits) {
    assertThat(Sources.lines("m f=1 " + digits, precision).onlyEvent().timestamp())
        .isEqualTo(1673205162254L);
  }

  @Test
  void precision_ofSeconds() {
    assertThat(Sources.lines("m f=1 1673205162", TimePrecision.S).onlyEvent().timestamp())
        .isEqualTo(1673205162000L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "m|Expected a space and a field",
        ",a=b f=1 1|Expected a measurement",
        "m f 1|Expected fields as key=value",
        "m f= 1|Expected fields as key=value",
        "m f=1, 1|Expected fields as key=value",
        "m f=1|Expected a timestamp at the end of the point",
        "m f=1 2 3|Expected the point to end with its timestamp",
        "m f=1 1.5|Expected a whole number as timestamp, found \"1.5\"",
        "m f=1 99999999999999999999|Expected a whole number as timestamp",
        "m f=1 -1|Expected a time from 1970 to 2200",
        "m f=abc 1|Expected a number, an integer such as 1i",
        "m f=1.5i 1|Expected a number, an integer such as 1i",
        "m f=NaN 1|Expected a number, an integer such as 1i",
        "m f=0x10 1|Expected a number, an integer such as 1i",
        "m f=1e400 1|Expected a number within",
        "m f=\"open 1|Expected a quote at the end of a string field",
        "m f=\"a\"b 1|Expected fields as key=value",
        "m,a= f=1 1|Expected tags as key=value",
        "m,a f=1 1|Expected tags as key=value",
        "m,a=b=c f=1 1|Expected tags as key=value",
        "m,a=1,a=2 f=1 1|Expected each label once, found \"a\" again",
        "m,field=x f=1 1|Expected each label once, found \"field\" again",
      })
  void point_thatIsNone(String line, String message) {
    EventProblem problem = Sources.lines(line, TimePrecision.MS).onlyProblem();

    assertThat(problem.message()).contains(message);
    assertThat(problem.line()).isEqualTo(1);
  }

  @Test
  void points_goOnBehindAWrongOne() {
    Sources.Outcome outcome = Sources.lines("m f=1 1\nm f=x 2\nm f=3 3\n", TimePrecision.MS);

    assertThat(outcome.events()).extracting(Event::timestamp).containsExactly(1L, 3L);
    assertThat(outcome.problems()).extracting(EventProblem::line).containsExactly(2L);
  }

  @Test
  void line_isBounded() {
    assertThat(Sources.lines("m".repeat(2_000_000), TimePrecision.MS).onlyProblem().message())
        .contains("Expected lines of at most 1048576 characters");
  }

  @Property(tries = 2_000)
  void garbage_endsInEventsOrProblems(@ForAll("garbage") String text) {
    Sources.Outcome outcome = Sources.lines(text, TimePrecision.NS);

    assertThat(outcome.problems()).allSatisfy(p -> assertThat(p.message()).startsWith("Expected"));
  }

  @Provide
  Arbitrary<String> garbage() {
    return Arbitraries.of(
            "m",
            ",",
            "=",
            " ",
            "\"",
            "\\",
            "\n",
            "\r\n",
            "1",
            "1i",
            "t",
            "#",
            "é",
            "\u0000",
            "1673205162254",
            "-",
            "f=1")
        .list()
        .ofMaxSize(25)
        .map(parts -> String.join("", parts));
  }
}
