package io.tsdb.archive.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.segment.SegmentFolder.Unit;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentFolderTest {

  @ParameterizedTest
  @CsvSource({
    "2024-02-29T00:00:00Z, 2024-02-29T23:59:59.999Z, events/2024/02/29/",
    "2024-02-29T00:00:00Z, 2024-03-01T00:00:00Z, events/2024/",
    "2024-02-01T00:00:00Z, 2024-02-29T23:59:59.999Z, events/2024/02/",
    "2023-12-31T23:59:59.999Z, 2024-01-01T00:00:00Z, events/",
    "1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z, events/1970/01/01/",
    "9999-12-31T00:00:00Z, 9999-12-31T23:59:59.999Z, events/9999/12/31/"
  })
  void containing_isTheSmallest(Instant first, Instant last, String path) {
    SegmentFolder folder = SegmentFolder.containing(first.toEpochMilli(), last.toEpochMilli());
    assertThat(folder.path()).isEqualTo(path);
    assertThat(SegmentFolder.parse(path)).isEqualTo(folder);
  }

  @Property(tries = 500)
  void containing_holdsBothTimes(
      @ForAll @LongRange(min = 0, max = 253_402_300_799_999L) long a,
      @ForAll @LongRange(min = 0, max = 86_400_000L * 800) long length) {
    long b = Math.min(a + length, Event.LAST_TIME);
    SegmentFolder folder = SegmentFolder.containing(a, b);
    assertThat(folder.span().contains(a)).isTrue();
    assertThat(folder.span().contains(b)).isTrue();
    assertThat(SegmentFolder.parse(folder.path())).isEqualTo(folder);
  }

  @Test
  void span_isHalfOpen() {
    TimeRange span = SegmentFolder.parse("events/2023/01/").span();
    assertThat(Instant.ofEpochMilli(span.start())).isEqualTo("2023-01-01T00:00:00Z");
    assertThat(Instant.ofEpochMilli(span.end())).isEqualTo("2023-02-01T00:00:00Z");
    assertThat(SegmentFolder.ROOT.span()).isEqualTo(TimeRange.ALL);
    assertThat(SegmentFolder.of(Unit.ALL, 5)).isEqualTo(SegmentFolder.ROOT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "events",
        "events/2023",
        "events/2023/1/",
        "events/2023/13/",
        "events/2023/02/30/",
        "/events/",
        "events/2023/01/08/x/"
      })
  void parse_anythingElse_isRefused(String path) {
    assertThatThrownBy(() -> SegmentFolder.parse(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Expected a folder")
        .hasMessageEndingWith("found " + path);
  }
}
