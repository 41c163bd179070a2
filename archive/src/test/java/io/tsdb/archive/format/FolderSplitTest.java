package io.tsdb.archive.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class FolderSplitTest {

  private static final String MIB = "x".repeat(1 << 20);

  private final EventBatch batch = new EventBatch();

  @Test
  void split_nothing_isNothing() {
    assertThat(paths()).isEmpty();
  }

  @Test
  void split_oneDay_isItsFolder() {
    add("2023-01-08T10:00:00Z", 0);
    add("2023-01-08T23:59:59.999Z", 0);
    assertThat(paths()).containsExactly("events/2023/01/08/ 2");
  }

  @Test
  void split_aStragglerYearsLate_isOneSmallFileMore() {
    add("2023-01-08T10:00:00Z", 1);
    add("2021-05-05T10:00:00Z", 0);
    assertThat(paths()).containsExactly("events/2023/01/08/ 1", "events/2021/05/05/ 1");
  }

  @Test
  void split_sparseYears_isTheLargestDayAndTheRest() {
    for (int year = 2010; year < 2020; year++) {
      add(year + "-03-01T00:00:00Z", 0);
      add(year + "-06-01T00:00:00Z", 0);
    }
    add("2015-06-01T00:00:01Z", 0);
    assertThat(paths()).containsExactly("events/2015/06/01/ 2", "events/ 19");
  }

  @Test
  void split_equalDays_theFirstIsTheLargest() {
    add("2023-01-08T10:00:00Z", 0);
    add("2023-01-09T10:00:00Z", 0);
    assertThat(paths()).containsExactly("events/2023/01/08/ 1", "events/2023/01/09/ 1");
  }

  @Test
  void split_everyDayOf4MiB_hasItsFile() {
    for (int i = 0; i < 4; i++) {
      add("2023-01-08T10:00:00Z", 1);
      add("2023-01-09T10:00:00Z", 1);
      add("2023-01-10T10:00:00Z", i == 0 ? 0 : 1);
    }
    add("2023-01-09T11:00:00Z", 1);
    assertThat(paths())
        .containsExactly("events/2023/01/08/ 4", "events/2023/01/09/ 5", "events/2023/01/10/ 4");
  }

  @Test
  void split_monthsThenYearsThenTheRest() {
    for (int i = 0; i < 6; i++) {
      add("2023-03-05T10:00:00Z", 1);
    }
    // March has 4 MiB without its largest day.
    for (int day = 10; day < 14; day++) {
      add("2023-03-" + day + "T10:00:00Z", 1);
    }
    // 2022 has 4 MiB, no month of it has.
    for (int month = 4; month < 8; month++) {
      add("2022-0" + month + "-01T10:00:00Z", 1);
    }
    add("2023-05-01T10:00:00Z", 1);
    add("2023-06-01T10:00:00Z", 1);
    assertThat(paths())
        .containsExactly(
            "events/2023/03/05/ 6", "events/2023/03/ 4", "events/2022/ 4", "events/2023/ 2");
  }

  @Property(tries = 200)
  void split_anything_isAPartition(@ForAll("times") long[] times) {
    EventBatch events = new EventBatch();
    for (int i = 0; i < times.length; i++) {
      events.add(i, event(times[i], i % 4 == 0 ? "x".repeat(700_000) : ""));
    }
    List<FolderSplit.Part> parts = FolderSplit.split(events.sorted());
    int[] all = parts.stream().flatMapToInt(part -> rows(part)).sorted().toArray();
    assertThat(all).isEqualTo(IntStream.range(0, times.length).toArray());
    assertThat(parts).extracting(part -> part.folder().path()).doesNotHaveDuplicates();
    for (FolderSplit.Part part : parts) {
      long[] inOrder = rows(part).mapToLong(row -> times[row]).toArray();
      assertThat(inOrder).isSorted();
      assertThat(part.folder().span().contains(inOrder[0])).isTrue();
      assertThat(part.folder().span().contains(inOrder[inOrder.length - 1])).isTrue();
    }
  }

  /** The batch's rows in a part. */
  private static IntStream rows(FolderSplit.Part part) {
    return IntStream.range(0, part.rows().size()).map(part.rows()::row);
  }

  @Provide
  Arbitrary<long[]> times() {
    Arbitrary<Long> day = Arbitraries.longs().between(0, 900).map(n -> n * 86_400_000L);
    Arbitrary<Long> time = Arbitraries.longs().between(0, 86_399_999L);
    return Combinators.combine(day, time)
        .as(Long::sum)
        .array(long[].class)
        .ofMinSize(1)
        .ofMaxSize(60);
  }

  private void add(String time, int mebibytes) {
    batch.add(batch.rows(), event(Instant.parse(time).toEpochMilli(), MIB.repeat(mebibytes)));
  }

  private static Event event(long time, String text) {
    return new Event(
        time, Labels.NONE, OptionalDouble.empty(), Optional.of(text), Optional.empty());
  }

  private List<String> paths() {
    return FolderSplit.split(batch.sorted()).stream()
        .map(part -> part.folder().path() + " " + part.rows().size())
        .toList();
  }
}
