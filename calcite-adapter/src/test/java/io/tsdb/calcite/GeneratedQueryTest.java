package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.GeneratedEvents;
import io.tsdb.calcite.testing.GeneratedQuery;
import io.tsdb.calcite.testing.Queries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random queries over many segments answer as SQLite does over one file of the same events. */
class GeneratedQueryTest {

  private static final int SEEDS = 18;
  private static final int QUERIES_PER_SEED = 100;

  @TempDir static Path directory;

  private static ArchiveFixture archive;
  private static Queries queries;

  @BeforeAll
  static void writeArchive() throws Exception {
    archive = ArchiveFixture.of(directory, GeneratedEvents.seals(new Random(20240101)));
    queries = archive.connect();
  }

  @AfterAll
  static void close() throws Exception {
    queries.close();
    archive.close();
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, SEEDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void query_generated_answersAsSqliteOverOneFile(long seed) throws Exception {
    Random random = new Random(seed);
    for (int i = 0; i < QUERIES_PER_SEED; i++) {
      GeneratedQuery query = GeneratedQuery.next(random);
      List<List<Object>> expected = archive.oracle(query.oracle());
      List<List<Object>> actual = queries.rows(query.sql(), query.parameters().toArray());
      assertThat(comparable(actual, query.ordered()))
          .as(
              "seed %d, query %d: %s %s%noracle: %s",
              seed, i, query.sql(), query.parameters(), query.oracle())
          .isEqualTo(comparable(expected, query.ordered()));
    }
  }

  private static List<List<Object>> comparable(List<List<Object>> rows, boolean ordered) {
    List<List<Object>> result = new ArrayList<>();
    for (List<Object> row : rows) {
      result.add(row.stream().map(GeneratedQueryTest::plain).toList());
    }
    if (!ordered) {
      result.sort(Comparator.comparing(Object::toString));
    }
    return result;
  }

  /** Numbers as the widest of their kind; null as text, since lists of the JDK refuse it. */
  private static Object plain(Object value) {
    if (value == null) {
      return "NULL";
    }
    if (value instanceof Integer || value instanceof Long || value instanceof Short) {
      return ((Number) value).longValue();
    }
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    return value;
  }
}
