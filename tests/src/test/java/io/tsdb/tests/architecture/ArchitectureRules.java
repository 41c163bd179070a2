package io.tsdb.tests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;

/** The rules of the house: which part may know which, and what product code leaves alone. */
final class ArchitectureRules {

  static final String ARCHIVE = "io.tsdb.archive..";
  static final String CALCITE = "io.tsdb.calcite..";
  static final String DRIVER = "io.tsdb.jdbc..";
  static final String INGEST = "io.tsdb.ingest..";
  static final String COMMAND_LINE = "io.tsdb.ingest.cli..";

  /** JavaCC writes it and names it. */
  static final String GENERATED = "io.tsdb.calcite.parse.TsdbParserTokenManager";

  /** With all that JavaCC writes. */
  private static final String GENERATED_PARSER = "io\\.tsdb\\.calcite\\.parse\\.TsdbParser.*";

  private ArchitectureRules() {}

  static final ArchRule ARCHIVE_KNOWS_NO_OTHER_MODULE =
      noClasses()
          .that()
          .resideInAPackage(ARCHIVE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CALCITE, DRIVER, INGEST);

  static final ArchRule CALCITE_ADAPTER_KNOWS_ONLY_ARCHIVE =
      noClasses()
          .that()
          .resideInAPackage(CALCITE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(DRIVER, INGEST);

  static final ArchRule DRIVER_DOES_NOT_KNOW_INGEST =
      noClasses()
          .that()
          .resideInAPackage(DRIVER)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(INGEST);

  static final ArchRule INGEST_ASKS_THROUGH_THE_DRIVER =
      noClasses()
          .that()
          .resideInAPackage(INGEST)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(CALCITE, "org.apache.calcite..")
                  .and(not(resideInAPackage("org.apache.calcite.avatica.."))));

  static final ArchRule ONE_PACKAGE_SPEAKS_THE_PROTOCOL_OF_AVATICA =
      noClasses()
          .that(resideInAPackage(INGEST).and(not(resideInAPackage("io.tsdb.ingest.avatica"))))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.calcite.avatica..");

  static final ArchRule ARCHIVE_KNOWS_NEITHER_SQL_PLANNING_NOR_HTTP_SERVERS =
      noClasses()
          .that()
          .resideInAPackage(ARCHIVE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.calcite..", "io.javalin..", "org.eclipse.jetty..", "picocli..");

  static final ArchRule READING_KNOWS_NO_SERVER =
      noClasses()
          .that()
          .resideInAnyPackage(CALCITE, DRIVER)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "picocli..");

  static final ArchRule ONLY_STORES_SPEAK_TO_OBJECT_STORAGE =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.tsdb.archive.store..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("software.amazon.awssdk..");

  static final ArchRule ONLY_THE_VFS_CALLS_NATIVE_CODE =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.tsdb.archive.vfs..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.sun.jna..");

  static final ArchRule ONLY_THE_COMMAND_LINE_PARSES_ARGUMENTS =
      noClasses()
          .that()
          .resideOutsideOfPackage(COMMAND_LINE)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");

  static final ArchRule ONLY_KNOWN_PACKAGES =
      classes()
          .should()
          .resideInAnyPackage(
              "io.tsdb.archive",
              "io.tsdb.archive.segment",
              "io.tsdb.archive.format",
              "io.tsdb.archive.store",
              "io.tsdb.archive.catalog",
              "io.tsdb.archive.range",
              "io.tsdb.archive.vfs",
              "io.tsdb.calcite",
              "io.tsdb.calcite.schema",
              "io.tsdb.calcite.parse",
              "io.tsdb.calcite.plan",
              "io.tsdb.calcite.execute",
              // Written by Calcite at build time.
              "io.tsdb.calcite.metadata",
              "io.tsdb.calcite.function",
              // Forms of files of reference data, which schema shows as tables.
              "io.tsdb.calcite.reference",
              "io.tsdb.calcite.aggregate",
              // What a statement holds in memory, for aggregate, execute and plan alike.
              "io.tsdb.calcite.memory",
              "io.tsdb.jdbc",
              "io.tsdb.ingest.http",
              // A protocol of its own, which http only carries.
              "io.tsdb.ingest.avatica",
              // What a producer may send, for http and for cli alike.
              "io.tsdb.ingest.parse",
              // Protocols of others, each with its own forms of events.
              "io.tsdb.ingest.influx",
              "io.tsdb.ingest.prometheus",
              "io.tsdb.ingest.otlp",
              "io.tsdb.ingest.log",
              "io.tsdb.ingest.live",
              "io.tsdb.ingest.seal",
              "io.tsdb.ingest.compact",
              "io.tsdb.ingest.cli",
              // Calcite's connection has no public constructor: its factory must be its neighbour.
              "org.apache.calcite.jdbc");

  static final ArchRule NO_CIRCLES_BETWEEN_PACKAGES =
      slices().matching("io.tsdb.(**)").should().beFreeOfCycles();

  static final ArchRule PRODUCT_KNOWS_NO_TESTS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.tsdb.tests..",
              "io.tsdb..testing..",
              "org.junit..",
              "org.assertj..",
              "net.jqwik..",
              "org.gaul..");

  static final ArchRule ONLY_THE_COMMAND_LINE_PRINTS =
      noClasses()
          .that()
          .resideOutsideOfPackage(COMMAND_LINE)
          .and()
          .doNotHaveFullyQualifiedName(GENERATED)
          .should(ACCESS_STANDARD_STREAMS);

  static final ArchRule ONLY_THE_COMMAND_LINE_EXITS =
      noClasses()
          .that()
          .resideOutsideOfPackage(COMMAND_LINE)
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "halt", int.class);

  static final ArchRule LOGGING_IS_SLF4J =
      noClasses()
          .that(
              // JDBC itself asks a driver and a data source for a java.util.logging.Logger.
              not(assignableTo(java.sql.Driver.class))
                  .and(not(assignableTo(javax.sql.CommonDataSource.class))))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.util.logging..");

  static final ArchRule NOTHING_INTERNAL_OF_OTHERS =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("sun..", "com.sun..", "jdk..", "..internal..", "..shaded..")
                  .and(not(resideInAPackage("com.sun.jna.."))));

  /**
   * JDBC itself gives a meaning to the zone of the JVM: a date or time that a driver takes or gives
   * without a calendar is one of that zone. The two classes that do so are named here.
   */
  static final ArchRule NEITHER_ZONE_NOR_LANGUAGE_OF_THE_MACHINE =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.tsdb.jdbc.ColumnTime")
          .and()
          .doNotHaveFullyQualifiedName("io.tsdb.jdbc.ParameterValue")
          .and()
          .haveNameNotMatching(GENERATED_PARSER)
          .should()
          .callMethodWhere(takesTheDefaultOfTheMachine());

  static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(GENERATED)
          .should()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Impl");

  /** By class, methods that have such a default in a variant without these parameters. */
  private static final Map<String, List<String>> DEFAULTS =
      Map.ofEntries(
          Map.entry(
              "java.lang.String", List.of("toLowerCase", "toUpperCase", "format", "formatted")),
          Map.entry("java.io.PrintStream", List.of("printf", "format")),
          Map.entry("java.io.PrintWriter", List.of("printf", "format")),
          Map.entry("java.util.Locale", List.of("getDefault")),
          Map.entry("java.util.TimeZone", List.of("getDefault")),
          Map.entry("java.util.Calendar", List.of("getInstance")),
          Map.entry("java.text.DateFormat", List.of("getInstance", "getDateTimeInstance")),
          Map.entry("java.text.NumberFormat", List.of("getInstance", "getIntegerInstance")),
          Map.entry("java.time.ZoneId", List.of("systemDefault")),
          Map.entry("java.time.Clock", List.of("systemDefaultZone")),
          Map.entry("java.time.LocalDate", List.of("now")),
          Map.entry("java.time.LocalTime", List.of("now")),
          Map.entry("java.time.LocalDateTime", List.of("now")),
          Map.entry("java.time.ZonedDateTime", List.of("now")),
          Map.entry("java.time.OffsetDateTime", List.of("now")),
          Map.entry("java.time.Year", List.of("now")),
          Map.entry("java.time.format.DateTimeFormatter", List.of("ofPattern")),
          Map.entry("java.time.format.DateTimeFormatterBuilder", List.of("toFormatter")),
          Map.entry("java.sql.Timestamp", List.of("toLocalDateTime", "valueOf", "toString")),
          Map.entry("java.sql.Date", List.of("toLocalDate", "valueOf", "toString")),
          Map.entry("java.sql.Time", List.of("toLocalTime", "valueOf", "toString")));

  private static final List<String> GIVEN =
      List.of("java.util.Locale", "java.time.ZoneId", "java.time.Clock", "java.util.TimeZone");

  private static DescribedPredicate<JavaMethodCall> takesTheDefaultOfTheMachine() {
    return DescribedPredicate.describe(
        "takes the time zone or language of the machine",
        call ->
            DEFAULTS
                    .getOrDefault(call.getTargetOwner().getName(), List.of())
                    .contains(call.getName())
                && call.getTarget().getRawParameterTypes().stream()
                    .noneMatch(type -> GIVEN.contains(type.getName())));
  }
}
