package io.tsdb.archive.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.segment.SegmentFolder;
import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.store.StoredObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SupersededTest {

  private static final SegmentFolder JANUARY = SegmentFolder.parse("events/2023/01/");
  private static final SegmentFolder FEBRUARY = SegmentFolder.parse("events/2023/02/");

  private static Segment segment(SegmentFolder folder, String writer, long first, long last) {
    return segment(folder, writer, first, last, 1, 4096);
  }

  private static Segment segment(
      SegmentFolder folder, String writer, long first, long last, long rows, int headBytes) {
    long time = Math.max(0, folder.span().start());
    SegmentName name =
        new SegmentName(time, time, writer, new SealRange(first, last), rows, headBytes);
    return new Segment(
        name, new StoredObject(name.keyIn(folder), 1, "x"), new FileStore(Path.of("/")));
  }

  private static List<Segment> drop(Segment... segments) {
    List<Segment> shuffled = new ArrayList<>(List.of(segments));
    Collections.shuffle(shuffled, new Random(1));
    return Superseded.drop(shuffled);
  }

  @Test
  void parents_goWithTheirMergedSegment() {
    Segment merged = segment(JANUARY, "a", 10, 19);
    Segment next = segment(JANUARY, "a", 20, 20);

    assertThat(
            drop(
                segment(JANUARY, "a", 10, 10),
                segment(JANUARY, "a", 15, 15),
                segment(JANUARY, "a", 19, 19),
                merged,
                next))
        .containsExactlyInAnyOrder(merged, next);
  }

  @Test
  void nestedMerges_leaveTheWidest() {
    Segment widest = segment(JANUARY, "a", 0, 99);

    assertThat(
            drop(
                segment(JANUARY, "a", 0, 9),
                segment(JANUARY, "a", 90, 99),
                segment(JANUARY, "a", 0, 0),
                segment(JANUARY, "a", 99, 99),
                widest))
        .containsExactly(widest);
  }

  @Test
  void otherWritersAndFolders_stay() {
    Segment merged = segment(JANUARY, "a", 0, 9);
    Segment otherWriter = segment(JANUARY, "b", 5, 5);
    Segment otherFolder = segment(FEBRUARY, "a", 5, 5);
    Segment folderAbove = segment(SegmentFolder.ROOT, "a", 5, 5);

    assertThat(drop(merged, otherWriter, otherFolder, folderAbove))
        .containsExactlyInAnyOrder(merged, otherWriter, otherFolder, folderAbove);
  }

  @Test
  void sameSeals_stayBoth() {
    Segment one = segment(JANUARY, "a", 5, 5, 1, 4096);
    Segment two = segment(JANUARY, "a", 5, 5, 2, 4096);

    assertThat(drop(one, two)).containsExactlyInAnyOrder(one, two);
  }

  @Test
  void sameEvents_leaveTheGreatestKey() {
    Segment small = segment(JANUARY, "a", 5, 5, 1, 12288);
    Segment greatest = segment(JANUARY, "a", 5, 5, 1, 8192);
    Segment otherRows = segment(JANUARY, "a", 5, 5, 2, 4096);

    assertThat(drop(greatest, otherRows, small)).containsExactlyInAnyOrder(greatest, otherRows);
    assertThat(drop(greatest, small, segment(JANUARY, "a", 4, 6)))
        .extracting(segment -> segment.name().seals())
        .containsExactly(new SealRange(4, 6));
  }

  @Property
  void agreesWithTheRule(@ForAll List<@IntRange(max = 399) Integer> ranges) {
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < ranges.size(); i++) {
      int first = ranges.get(i) / 20;
      segments.add(segment(JANUARY, "a", first, first + ranges.get(i) % 20, i, 4096));
    }

    List<Segment> expected =
        segments.stream()
            .filter(
                segment ->
                    segments.stream()
                        .map(other -> other.name().seals())
                        .noneMatch(
                            seals ->
                                seals.covers(segment.name().seals())
                                    && !seals.equals(segment.name().seals())))
            .toList();

    assertThat(Superseded.drop(segments)).containsExactlyInAnyOrderElementsOf(expected);
  }
}
