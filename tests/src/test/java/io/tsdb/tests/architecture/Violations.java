package io.tsdb.tests.architecture;

import java.util.List;
import java.util.Map;

/** For each rule a piece of code that breaks it, and nothing else. */
final class Violations {

  private static final String INGEST_CLASS =
      """
      package io.tsdb.ingest.seal;
      public class Wanted {}
      """;

  private static final Map<String, List<String>> SOURCES =
      Map.ofEntries(
          Map.entry(
              "ARCHIVE_KNOWS_NO_OTHER_MODULE",
              List.of(INGEST_CLASS, uses("io.tsdb.archive.store", "io.tsdb.ingest.seal.Wanted"))),
          Map.entry(
              "CALCITE_ADAPTER_KNOWS_ONLY_ARCHIVE",
              List.of(INGEST_CLASS, uses("io.tsdb.calcite.plan", "io.tsdb.ingest.seal.Wanted"))),
          Map.entry(
              "DRIVER_DOES_NOT_KNOW_INGEST",
              List.of(INGEST_CLASS, uses("io.tsdb.jdbc", "io.tsdb.ingest.seal.Wanted"))),
          Map.entry(
              "INGEST_ASKS_THROUGH_THE_DRIVER",
              List.of(uses("io.tsdb.ingest.http", "org.apache.calcite.rel.RelNode"))),
          Map.entry(
              "ONE_PACKAGE_SPEAKS_THE_PROTOCOL_OF_AVATICA",
              List.of(uses("io.tsdb.ingest.http", "org.apache.calcite.avatica.Meta"))),
          Map.entry(
              "ARCHIVE_KNOWS_NEITHER_SQL_PLANNING_NOR_HTTP_SERVERS",
              List.of(uses("io.tsdb.archive.range", "io.javalin.Javalin"))),
          Map.entry("READING_KNOWS_NO_SERVER", List.of(uses("io.tsdb.jdbc", "io.javalin.Javalin"))),
          Map.entry(
              "ONLY_STORES_SPEAK_TO_OBJECT_STORAGE",
              List.of(
                  uses("io.tsdb.archive.catalog", "software.amazon.awssdk.services.s3.S3Client"))),
          Map.entry(
              "ONLY_THE_VFS_CALLS_NATIVE_CODE",
              List.of(uses("io.tsdb.archive.range", "com.sun.jna.Pointer"))),
          Map.entry(
              "ONLY_THE_COMMAND_LINE_PARSES_ARGUMENTS",
              List.of(uses("io.tsdb.ingest.http", "picocli.CommandLine"))),
          Map.entry(
              "NEITHER_ZONE_NOR_LANGUAGE_OF_THE_MACHINE",
              List.of(
                  """
                  package io.tsdb.archive.range;
                  public class Shouting { String name = "id".toUpperCase(); }
                  """)),
          Map.entry(
              "ONLY_KNOWN_PACKAGES",
              List.of(
                  """
                  package io.tsdb.archive.misc;
                  public class Stray {}
                  """)),
          Map.entry(
              "NO_CIRCLES_BETWEEN_PACKAGES",
              List.of(
                  """
                  package io.tsdb.archive.range;
                  public class There { Object back = new io.tsdb.archive.vfs.Back(); }
                  """,
                  """
                  package io.tsdb.archive.vfs;
                  public class Back { Object there = new io.tsdb.archive.range.There(); }
                  """)),
          Map.entry(
              "PRODUCT_KNOWS_NO_TESTS",
              List.of(uses("io.tsdb.archive.store", "org.junit.jupiter.api.Assertions"))),
          Map.entry(
              "ONLY_THE_COMMAND_LINE_PRINTS",
              List.of(
                  """
                  package io.tsdb.ingest.http;
                  public class Printing { void say() { System.out.println("done"); } }
                  """)),
          Map.entry(
              "ONLY_THE_COMMAND_LINE_EXITS",
              List.of(
                  """
                  package io.tsdb.ingest.http;
                  public class Exiting { void stop() { System.exit(1); } }
                  """)),
          Map.entry(
              "LOGGING_IS_SLF4J",
              List.of(
                  """
                  package io.tsdb.archive.store;
                  public class Logging {
                    void log() { java.util.logging.Logger.getLogger("x").info("done"); }
                  }
                  """)),
          Map.entry(
              "NOTHING_INTERNAL_OF_OTHERS",
              List.of(uses("io.tsdb.archive.vfs", "sun.misc.Unsafe"))),
          Map.entry(
              "NAMES_SAY_WHAT_A_CLASS_IS",
              List.of(
                  """
                  package io.tsdb.archive.store;
                  public class StoreManager {}
                  """)));

  private Violations() {}

  static List<String> of(String rule) {
    List<String> sources = SOURCES.get(rule);
    if (sources == null) {
      throw new AssertionError("Expected a case that breaks " + rule + "; add one");
    }
    return sources;
  }

  private static String uses(String owner, String type) {
    return "package " + owner + ";\npublic class User { " + type + " used; }\n";
  }
}
