package io.tsdb.archive.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.segment.TimeRange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

class FolderCoverTest {

  private static List<String> cover(String start, String end) {
    return FolderCover.of(
            new TimeRange(Instant.parse(start).toEpochMilli(), Instant.parse(end).toEpochMilli()))
        .stream()
        .map(listing -> listing.depth() + " " + listing.folder().path())
        .toList();
  }

  @Test
  void days_overTheEndOfAYear() {
    assertThat(cover("2022-12-31T23:59:59.999Z", "2023-01-01T00:00:00.001Z"))
        .containsExactly(
            "TREE events/2022/12/31/",
            "TREE events/2023/01/01/",
            "FOLDER events/2022/12/",
            "FOLDER events/2023/01/",
            "FOLDER events/2022/",
            "FOLDER events/2023/",
            "FOLDER events/");
    assertThat(cover("2022-12-31T00:00:00Z", "2023-01-01T00:00:00Z"))
        .as("the end is not inside")
        .containsExactly(
            "TREE events/2022/12/31/",
            "FOLDER events/2022/12/",
            "FOLDER events/2022/",
            "FOLDER events/");
  }

  @Test
  void tenDays_byDays_elevenByMonths() {
    assertThat(cover("2023-01-01T00:00:00Z", "2023-01-11T00:00:00Z")).hasSize(10 + 3);
    assertThat(cover("2023-01-01T00:00:00Z", "2023-01-11T00:00:00.001Z"))
        .containsExactly("TREE events/2023/01/", "FOLDER events/2023/", "FOLDER events/");
  }

  @Test
  void twelveMonths_byMonths_thirteenByYears() {
    assertThat(cover("2022-02-28T00:00:00Z", "2023-01-01T00:00:00.001Z"))
        .hasSize(12 + 2 + 1)
        .startsWith("TREE events/2022/02/")
        .endsWith("FOLDER events/2022/", "FOLDER events/2023/", "FOLDER events/");
    assertThat(cover("2022-02-28T00:00:00Z", "2023-02-01T00:00:00.001Z"))
        .containsExactly("TREE events/2022/", "TREE events/2023/", "FOLDER events/");
  }

  @Test
  void twelveYears_byYears_moreByAll() {
    assertThat(cover("2012-06-01T00:00:00Z", "2023-06-01T00:00:00Z")).hasSize(12 + 1);
    assertThat(cover("2012-06-01T00:00:00Z", "2024-06-01T00:00:00Z"))
        .containsExactly("TREE events/");
  }

  @Test
  void rangesWithoutEnd_areCutToWhatNamesCanSay() {
    long now = Instant.parse("2023-01-08T00:00:00Z").toEpochMilli();
    assertThat(FolderCover.of(TimeRange.ALL)).hasSize(1);
    assertThat(FolderCover.of(new TimeRange(now, Long.MAX_VALUE))).hasSize(1);
    assertThat(FolderCover.of(new TimeRange(Long.MIN_VALUE, 1)))
        .extracting(listing -> listing.folder().path())
        .containsExactly("events/1970/01/01/", "events/1970/01/", "events/1970/", "events/");
    assertThat(FolderCover.of(TimeRange.EMPTY)).isEmpty();
    assertThat(FolderCover.of(new TimeRange(Long.MIN_VALUE, 0))).isEmpty();
    long last = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
    assertThat(FolderCover.of(new TimeRange(last, last + ChronoUnit.DAYS.getDuration().toMillis())))
        .extracting(listing -> listing.folder().path())
        .containsExactly("events/9999/12/31/", "events/9999/12/", "events/9999/", "events/");
  }
}
