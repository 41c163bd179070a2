package io.tsdb.calcite.oracle;

import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Queries;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.calcite.jdbc.CalcitePrepare.CalciteSignature;

/** A generated archive, of which generated statements are asked in both ways. */
final class Oracle implements AutoCloseable {

  private static final long SHRINK_SECONDS = 10;

  private final long seed;
  private final ArchiveFixture archive;
  private final SqliteOracle sqlite;
  private final Facts facts;
  private Queries queries;

  private Oracle(long seed, ArchiveFixture archive, SqliteOracle sqlite, Facts facts)
      throws Exception {
    this.seed = seed;
    this.archive = archive;
    this.sqlite = sqlite;
    this.facts = facts;
    this.queries = archive.connect();
  }

  static Oracle of(long seed, Path directory) throws Exception {
    GeneratedArchive.Contents contents = GeneratedArchive.of(seed);
    ArchiveFixture archive = ArchiveFixture.of(directory, contents.seals());
    SqliteOracle sqlite = SqliteOracle.open(archive);
    return new Oracle(seed, archive, sqlite, contents.facts(sqlite.labelColumns()));
  }

  /**
   * Asks a number of statements.
   *
   * @return of the first that fails, the smallest statement that was found to fail too
   */
  Optional<String> firstFailure(int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      Choices choices = Choices.random(new Random(seed * 1_000_003 + i));
      Optional<String> failure = failure(Statement.next(choices, facts));
      if (failure.isPresent()) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SHRINK_SECONDS);
        List<Integer> smallest =
            Shrinker.shrink(choices.made(), each -> failure(made(each)).isPresent(), deadline);
        return Optional.of(
            "seed " + seed + ", statement " + i + ": " + failure(made(smallest)).orElseThrow());
      }
      if (i % 500 == 499) {
        // Each run is kept by Queries until it is closed.
        queries.close();
        queries = archive.connect();
      }
    }
    return Optional.empty();
  }

  private Statement made(List<Integer> choices) {
    return Statement.next(Choices.again(choices), facts);
  }

  /** How ours differs from SQLite, if it does. */
  private Optional<String> failure(Statement statement) {
    CalciteSignature<Object> planned = null;
    for (List<Object> run : statement.parameters()) {
      List<Object> parameters = statement.sql().parameters().stream().map(run::get).toList();
      List<List<Object>> expected;
      try {
        expected = sqlite.rows(statement.sql().oracle(), run);
      } catch (Exception e) {
        return Optional.of("SQLite: " + e.getMessage() + "\n" + statement.sql().oracle());
      }
      List<List<Object>> actual;
      try {
        if (planned == null) {
          planned = queries.prepare(statement.sql().statement());
        }
        actual = queries.rows(planned, parameters.toArray());
      } catch (Exception | Error e) {
        return Optional.of(e + ": " + describe(statement, parameters));
      }
      if (!Answers.agree(statement, actual, expected)) {
        return Optional.of(
            describe(statement, parameters)
                + "\nours:   "
                + shortened(actual)
                + "\nSQLite: "
                + shortened(expected));
      }
      if (statement.sql().parameters().isEmpty()) {
        break;
      }
    }
    return Optional.empty();
  }

  private static String describe(Statement statement, List<Object> parameters) {
    return statement.sql().statement() + " " + parameters + "\noracle: " + statement.sql().oracle();
  }

  private static String shortened(List<List<Object>> rows) {
    String text = rows.toString();
    return rows.size() + " rows " + text.substring(0, Math.min(text.length(), 2_000));
  }

  @Override
  public void close() throws Exception {
    queries.close();
    sqlite.close();
    archive.close();
  }
}
