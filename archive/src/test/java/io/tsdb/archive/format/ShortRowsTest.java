package io.tsdb.archive.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Rows of numbers only, which are written many at once wherever their numbers are as long. */
class ShortRowsTest {

  private static final Path SCRATCH = Path.of(System.getProperty("java.io.tmpdir"));

  /** From here on, times take one byte, then two, ..., then six. */
  private static final long[] STARTS = {0, 100, 30_000, 8_380_000, 2_147_470_000L, Events.START};

  private static final double[] VALUES = {
    0, -0.0, 1, -1, 127, 128, 1e5, 1e9, 1e14, 1e15, 0.1, 1e300, 1L << 47, (1L << 47) - 1
  };

  @Property(tries = 40)
  void numbers_inAnyOrder_areReadBack(
      @ForAll Random random,
      @ForAll @IntRange(max = 20_000) int rows,
      @ForAll @IntRange(max = 5) int start,
      @ForAll @IntRange(min = 1, max = 400) int series,
      @ForAll @IntRange(max = 2) int order)
      throws Exception {
    List<Event> events = new ArrayList<>();
    long time = STARTS[start];
    for (int i = 0; i < rows; i++) {
      time += random.nextInt(3);
      Labels labels = Labels.of(Map.of("s", "" + random.nextInt(series)));
      double any = random.nextInt(1_000_000) / 100.0;
      OptionalDouble value =
          switch (random.nextInt(6)) {
            case 0 -> OptionalDouble.empty();
            case 1 -> OptionalDouble.of(VALUES[random.nextInt(VALUES.length)]);
            default -> OptionalDouble.of(any);
          };
      events.add(new Event(time, labels, value, Optional.empty(), Optional.empty()));
    }
    if (order == 1) {
      Collections.shuffle(events, random);
    } else if (order == 2) {
      Collections.reverse(events);
    }
    assertReadBack(events, 512 << random.nextInt(8));
  }

  private static void assertReadBack(List<Event> events, int pageSize) throws Exception {
    Integer[] arrivals = new Integer[events.size()];
    Arrays.setAll(arrivals, i -> i);
    // Stable: events of one time stay as they arrived.
    Arrays.sort(arrivals, Comparator.comparingLong(i -> events.get(i).timestamp()));
    List<Event> expected = Arrays.stream(arrivals).map(events::get).toList();
    try (SegmentReader reader = SegmentReader.of(Events.segment(events, pageSize, SCRATCH))) {
      assertThat(reader.query("PRAGMA integrity_check")).containsExactly("ok");
      assertThat(reader.events()).isEqualTo(expected);
      assertThat(reader.query("SELECT seq FROM sample ORDER BY n"))
          .isEqualTo(Arrays.stream(arrivals).map(String::valueOf).toList());
      assertThat(reader.query("SELECT n FROM sample WHERE n <> rowid")).isEmpty();
    }
  }
}
