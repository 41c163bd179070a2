package io.tsdb.archive.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentNameTest {

  private static final String FILE =
      "2023-01-08T19-12-42.254Z_2023-01-08T19-59-59.999Z_a.b-1_3-12_456_40960.sqlite";

  @Test
  void file_isAsSpecified() {
    SegmentName name =
        new SegmentName(1673205162254L, 1673207999999L, "a.b-1", new SealRange(3, 12), 456, 40960);
    assertThat(name.file()).isEqualTo(FILE);
    assertThat(SegmentName.parse(FILE)).isEqualTo(name);
    assertThat(SegmentName.parse("events/2023/01/08/" + FILE)).isEqualTo(name);
    assertThat(name.keyIn(SegmentFolder.of(SegmentFolder.Unit.DAY, 1673205162254L)))
        .isEqualTo("events/2023/01/08/" + FILE);
  }

  @Property(tries = 500)
  void parse_readsWhatFileWrote(
      @ForAll @LongRange(min = 0, max = 253_402_300_799_999L) long a,
      @ForAll @LongRange(min = 0, max = 253_402_300_799_999L) long b,
      @ForAll @LongRange(min = 0, max = 999_999_999_999L) long seal,
      @ForAll @LongRange(min = 0, max = 999_999_999_999L) long rows,
      @ForAll @IntRange(min = 1, max = 4_194_303) int pages) {
    SegmentName name =
        new SegmentName(
            Math.min(a, b),
            Math.max(a, b),
            "w",
            new SealRange(seal, seal + rows),
            rows,
            pages * 512);
    assertThat(SegmentName.parse(name.file())).isEqualTo(name);
  }

  @Property(tries = 500)
  void file_sortsByFirstTime(
      @ForAll @LongRange(min = 0, max = 253_402_300_799_999L) long a,
      @ForAll @LongRange(min = 0, max = 253_402_300_799_999L) long b) {
    String first = new SegmentName(a, Event.LAST_TIME, "w", SealRange.of(1), 1, 4096).file();
    String second = new SegmentName(b, Event.LAST_TIME, "w", SealRange.of(1), 1, 4096).file();
    assertThat(Integer.signum(first.compareTo(second))).isEqualTo(Long.compare(a, b));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "index.json",
        "2023-01-08T19-12-42.254Z_2023-01-08T19-59-59.999Z_w_1-1_1_4096.sqlite.part",
        "2023-01-08T19:12:42.254Z_2023-01-08T19-59-59.999Z_w_1-1_1_4096.sqlite",
        "2023-02-31T19-12-42.254Z_2023-03-08T19-59-59.999Z_w_1-1_1_4096.sqlite",
        "2023-01-08T24-00-00.000Z_2023-03-08T19-59-59.999Z_w_1-1_1_4096.sqlite",
        "2023-01-08T19-12-42.254Z_2022-01-08T19-59-59.999Z_w_1-1_1_4096.sqlite",
        "1969-12-31T23-59-59.999Z_2022-01-08T19-59-59.999Z_w_1-1_1_4096.sqlite",
        "2023-01-08T19-12-42.254Z_2023-01-08T19-59-59.999Z_w_01-1_1_4096.sqlite",
        "2023-01-08T19-12-42.254Z_2023-01-08T19-59-59.999Z_w_1-1_01_4096.sqlite",
        "2023-01-08T19-12-42.254Z_2023-01-08T19-59-59.999Z_w_1-1_1.sqlite",
        "2023-01-08T19-12-42.254Z_2023-01-08T19-59-59.999Z_w_1-1_1_0.sqlite",
        "2023-01-08T19-12-42.254Z_2023-01-08T19-59-59.999Z_w_1-1_1_04096.sqlite",
        "2023-01-08T19-12-42.254Z_2023-01-08T19-59-59.999Z_w_1-1_1_4095.sqlite",
        "2023-01-08T19-12-42.254Z_2023-01-08T19-59-59.999Z_w_1-1_1_4294971392.sqlite",
        "2023-01-08T19-12-42.254Z_2023-01-08T19-59-59.999Z_w_2-1_1_4096.sqlite",
        "2023-01-08T19-12-42.254Z_2023-01-08T19-59-59.999Z__1-1_1_4096.sqlite",
        "2023-01-08T19-12-42.254Z_2023-01-08T19-59-59.999Z_w_x_1-1_1_4096.sqlite"
      })
  void parse_anythingElse_isRefused(String file) {
    assertThatThrownBy(() -> SegmentName.parse("events/" + file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Expected ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a_b", "-a", ".", "a/b", "ä", " "})
  void create_badWriter_isRefused(String writer) {
    assertThatThrownBy(() -> new SegmentName(0, 0, writer, SealRange.of(1), 1, 4096))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Expected a writer of 1 to 64 letters")
        .hasMessageEndingWith("found " + writer);
  }
}
