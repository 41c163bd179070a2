package io.tsdb.ingest.influx;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.segment.Event;
import io.tsdb.ingest.parse.EventBuilder;
import io.tsdb.ingest.parse.EventProblem;
import io.tsdb.ingest.parse.Sources;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineProtocolTest {

  @Test
  void point_givesAnEventPerField() {
    Sources.Outcome outcome =
        Lines.read(
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
        Lines.read("my\\ meas\\,ure,tag\\=key\\ a=tag\\,value fie\\=ld=-1.5e3 5", TimePrecision.MS)
            .onlyEvent();

    assertThat(event.labels().values())
        .isEqualTo(
            Map.of("measurement", "my meas,ure", "tag=key a", "tag,value", "field", "fie=ld"));
    assertThat(event.value()).hasValue(-1500);
  }

  @Test
  void strings_mayHoldLineEndsAndComments() {
    Sources.Outcome outcome =
        Lines.read(
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
    assertThat(Lines.read("m f=1 " + digits, precision).onlyEvent().timestamp())
        .isEqualTo(1673205162254L);
  }

  @Test
  void precision_ofSeconds() {
    assertThat(Lines.read("m f=1 1673205162", TimePrecision.S).onlyEvent().timestamp())
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
        "m f=-1u 1|Expected a number, an integer such as 1i",
        "m f=9223372036854775808i 1|Expected a number, an integer such as 1i",
        "m f=18446744073709551616u 1|Expected a number, an integer such as 1i",
        "m f=1.0000000000000000000i 1|Expected a number, an integer such as 1i",
        "m f=1e 1|Expected a number, an integer such as 1i",
        "m f=. 1|Expected a number, an integer such as 1i",
        "m f=- 1|Expected a number, an integer such as 1i",
        "m f=truely 1|Expected a number, an integer such as 1i",
        "m f=\"open 1|Expected a quote at the end of a string field",
        "m f=\"a\"b 1|Expected fields as key=value",
        "m,a= f=1 1|Expected tags as key=value",
        "m,a f=1 1|Expected tags as key=value",
        "m,a=b=c f=1 1|Expected tags as key=value",
        "m,a=1,a=2 f=1 1|Expected each label once, found \"a\" again",
        "m,field=x f=1 1|Expected each label once, found \"field\" again",
      })
  void point_thatIsNone(String line, String message) {
    EventProblem problem = Lines.read(line, TimePrecision.MS).onlyProblem();

    assertThat(problem.message()).contains(message);
    assertThat(problem.line()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, -0",
    "+7, 7",
    "5., 5",
    ".5, 0.5",
    "-12.75, -12.75",
    "58.1317132304976170, 58.1317132304976170",
    "9007199254740993, 9007199254740993",
    "0.1e-5, 0.000001",
    "2E+3, 2000",
    "1.7976931348623157e308, 1.7976931348623157e308",
    "5e-324, 5e-324",
    "123456789012345678901234567890, 123456789012345678901234567890",
    "-9223372036854775808i, -9223372036854775808",
    "18446744073709551615u, 18446744073709551615",
    "-0i, 0",
    "-0u, 0",
    "000000000000000000000007i, 7",
    "T, 1",
    "False, 0"
  })
  void number_isTheNearestDouble(String written, String expected) {
    assertThat(Lines.read("m f=" + written + " 1", TimePrecision.MS).onlyEvent().value())
        .hasValue(Double.parseDouble(expected));
  }

  @Test
  void point_withoutTimestamp_hasTheTimeOfReceipt() {
    LineProtocol source =
        new LineProtocol(
            new ByteArrayInputStream("m f=1\nm f=2 \r\nm f=3 5".getBytes(UTF_8)),
            TimePrecision.MS,
            OptionalLong.of(77),
            new EventBuilder());

    assertThat(Sources.all(() -> source).events())
        .extracting(Event::timestamp)
        .containsExactly(77L, 77L, 5L);
  }

  @Test
  void bytesThatAreNoUtf8_areRefusedWhereverTheyStand() {
    for (String line :
        List.of("mé f=1 1", "m,é=1 f=1 1", "m,t=é f=1 1", "m é=1 1", "m f=\"é\" 1")) {
      byte[] bytes = (line + "\nm f=2 2\n").getBytes(ISO_8859_1);
      Sources.Outcome outcome =
          Sources.all(() -> new LineProtocol(new ByteArrayInputStream(bytes), TimePrecision.MS));

      assertThat(outcome.problems())
          .extracting(EventProblem::message)
          .containsExactly("Expected UTF-8, found bytes that are none");
      assertThat(outcome.events()).extracting(Event::timestamp).containsExactly(2L);
    }
  }

  @Test
  void byteOrderMarkAndReplacementCharacter_areText() {
    assertThat(Lines.read("\uFEFFm,t=\uFFFD f=1 1", TimePrecision.MS).onlyEvent().labels().values())
        .isEqualTo(Map.of("measurement", "m", "field", "f", "t", "\uFFFD"));
  }

  @Test
  void labels_keepTheLimitsOfEvents() {
    String many = IntStream.range(0, 63).mapToObj(i -> ",t" + i + "=1").collect(joining());

    assertThat(Lines.read("m" + many + " f=1 1", TimePrecision.MS).onlyProblem().message())
        .contains("at most 64 labels");
    assertThat(Lines.read("m," + "k".repeat(129) + "=1 f=1 1", TimePrecision.MS).onlyProblem())
        .extracting(EventProblem::message)
        .asString()
        .contains("label key of at most 128 bytes");
    assertThat(Lines.read("m,t=" + "v".repeat(4097) + " f=1 1", TimePrecision.MS).onlyProblem())
        .extracting(EventProblem::message)
        .asString()
        .contains("label value of at most 4096 bytes");
    for (int length : new int[] {61_441, 200_000}) {
      assertThat(Lines.read("m f=\"" + "x".repeat(length) + "\" 1", TimePrecision.MS).onlyProblem())
          .extracting(EventProblem::message)
          .asString()
          .contains("text of at most 61440 bytes");
    }
  }

  /** A short body that names long tags once, and a label set for each of very many fields. */
  @Test
  void labelSets_areBoundedInMemory() {
    String fields = IntStream.range(0, 5_000).mapToObj(i -> "f" + i + "=1").collect(joining(","));
    String tags =
        IntStream.range(0, 60).mapToObj(i -> ",t" + i + "=" + "v".repeat(4_000)).collect(joining());
    LineProtocol source =
        new LineProtocol(
            new ByteArrayInputStream(("m" + tags + " " + fields + " 1\nm f=1 1").getBytes(UTF_8)),
            TimePrecision.MS,
            OptionalLong.empty(),
            new EventBuilder(4L << 20));

    Sources.Outcome outcome = Sources.all(() -> source);

    assertThat(outcome.events()).isEmpty();
    assertThat(outcome.onlyProblem().message())
        .isEqualTo(
            "Expected label sets of at most 4194304 bytes in memory, found more; send the events"
                + " in parts");
  }

  @Test
  void series_beyondThoseKept_areReadAnew() {
    int series = 3 * LineSeriesCache.SERIES;
    String lines =
        IntStream.range(0, 2 * series)
            .mapToObj(i -> "m,host=h" + i % series + " f=" + i + " " + i + "\n")
            .collect(joining());
    List<Event> events = Lines.read(lines, TimePrecision.MS).events();

    assertThat(events).hasSize(2 * series);
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      assertThat(event.timestamp()).isEqualTo(i);
      assertThat(event.labels().values().get("host")).isEqualTo("h" + i % series);
    }
  }

  @Test
  void points_goOnBehindAWrongOne() {
    Sources.Outcome outcome = Lines.read("m f=1 1\nm f=x 2\nm f=3 3\n", TimePrecision.MS);

    assertThat(outcome.events()).extracting(Event::timestamp).containsExactly(1L, 3L);
    assertThat(outcome.problems()).extracting(EventProblem::line).containsExactly(2L);
  }

  @Test
  void line_isBounded() {
    assertThat(Lines.read("m".repeat(2_000_000), TimePrecision.MS).onlyProblem().message())
        .contains("Expected lines of at most 1048576 bytes");
  }
}
