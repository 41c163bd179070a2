package io.tsdb.jdbc;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.tsdb.archive.Archive;
import io.tsdb.archive.testing.S3ProxyFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar that users load, in a JVM that has nothing else of ours. */
class ShadedJarIT {

  private static final Path JAR = Path.of("target", "tsdb-jdbc.jar").toAbsolutePath();
  private static final String PROBE = ShadedJarProbe.class.getName();

  @TempDir static Path folder;
  private static Path classes;
  private static String url;

  @BeforeAll
  static void write() throws Exception {
    url = TestArchive.write(folder.resolve("archive"));
    classes = folder.resolve("classes");
    String file = PROBE.replace('.', '/') + ".class";
    Files.createDirectories(classes.resolve(file).getParent());
    Files.copy(
        Path.of(ShadedJarProbe.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve(file),
        classes.resolve(file));
  }

  /** Runs the probe and expects that it prints nothing but lines of its own. */
  private static List<String> run(List<String> options, String classPath, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Duser.timezone=" + System.getProperty("user.timezone"));
    command.add("-Duser.language=" + System.getProperty("user.language"));
    command.addAll(options);
    command.addAll(List.of("-Dfile.encoding=UTF-8", "-cp", classPath, PROBE));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(folder, "probe", ".out");
    Path errors = Files.createTempFile(folder, "probe", ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("the probe ends").isTrue();
      assertThat(Files.readString(errors)).as("standard error").isEmpty();
      assertThat(process.exitValue()).isZero();
      return Files.readAllLines(output, StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly();
    }
  }

  private static String withJar() {
    return JAR + System.getProperty("path.separator") + classes;
  }

  private static final List<String> ANSWERS =
      List.of(
          "row|5",
          "row|Blaue Schüssel",
          "row|Terracotta Coffee Mug",
          "row|\"111\"",
          "row|Zerbrochen angekommen ☹",
          "row|2024-03-10 01:00:00.000|1|25.5",
          "row|2024-03-10 02:00:00.000|1|26.5",
          "row|2024-03-10 03:00:00.000|1|-1000.0",
          "row|SENSOR-2",
          "row|2",
          "row|sensor-2",
          "time|Timestamp|2024-03-10T02:30:00.123Z|2024-03-10T02:30:00.123|2024-03-10T02:30:00.123Z|2024-03-10 02:30:00.123",
          "time|Instant|2024-03-10T02:30:00.123Z|2024-03-10T02:30:00.123|2024-03-10T02:30:00.123Z|2024-03-10 02:30:00.123",
          "time|Long|2024-03-10T02:30:00.123Z|2024-03-10T02:30:00.123|2024-03-10T02:30:00.123Z|2024-03-10 02:30:00.123",
          "table|events",
          "table|labels",
          "table|segments",
          "table|series",
          "columns|ts|labels|value|text|payload|id|order_id|product_name|sensor_id",
          "drivers|io.tsdb.jdbc.TsdbDriver");

  @ParameterizedTest
  @ValueSource(strings = {"America/New_York", "Asia/Kolkata"})
  void jarAlone_answersEverything_inEveryZone(String zone) throws Exception {
    assertThat(run(List.of("-Duser.timezone=" + zone), withJar(), "query", url))
        .containsExactlyElementsOf(ANSWERS);
  }

  @Test
  void jarAlone_worksInTurkish() throws Exception {
    assertThat(run(List.of("-Duser.language=tr", "-Duser.country=TR"), withJar(), "query", url))
        .containsExactlyElementsOf(ANSWERS);
  }

  @Test
  void jarAlone_readsS3() throws Exception {
    try (S3ProxyFixture s3 = S3ProxyFixture.inMemory()) {
      try (Archive archive = Archive.open(s3.archiveUrl("a"), s3.options())) {
        TestArchive.write(archive.store());
      }
      List<String> keys =
          List.of(
              "-DaccessKeyId=" + S3ProxyFixture.ACCESS_KEY_ID,
              "-DsecretAccessKey=" + S3ProxyFixture.SECRET_ACCESS_KEY);
      assertThat(run(keys, withJar(), "query", "jdbc:tsdb:" + s3.url("a")))
          .containsExactlyElementsOf(ANSWERS);
    }
  }

  @Test
  void twoCopies_workInForeignClassLoaders_withoutAContextClassLoader() throws Exception {
    assertThat(run(List.of(), classes.toString(), "twice", url, JAR.toString()))
        .containsExactly(
            "row|5|-948.0", "row|5|-948.0", "row|Zerbrochen angekommen ☹", "classes differ|true");
  }

  @Test
  void anotherSqliteJdbcBeforeIt_isRefusedWithTheRemedy_andAfterItIsHarmless() throws Exception {
    String foreign = Path.of("target", "foreign", "sqlite-jdbc.jar").toAbsolutePath().toString();
    String separator = System.getProperty("path.separator");
    assertThat(run(List.of(), foreign + separator + withJar(), "refusal", url))
        .singleElement(as(STRING))
        .startsWith("08001|")
        .contains(
            "Expected SQLite 3.54.x, found 3.46.1; put sqlite-jdbc 3.54.1.0 on the class path");
    assertThat(run(List.of(), withJar() + separator + foreign, "refusal", url))
        .singleElement(as(STRING))
        .startsWith("connected|");
  }

  @Test
  void coldJvm_answersThreadsThatBeginAtOnce() throws Exception {
    assertThat(run(List.of(), withJar(), "together", url)).containsExactly("answered|8");
  }

  @Test
  void start_isNotSlow() throws Exception {
    String line = run(List.of(), withJar(), "start", url).get(0);
    assertThat(line).startsWith("first row after ms|");
    // Far above what it takes, so that it fails for a change of kind and not for a busy machine.
    assertThat(Long.parseLong(line.substring(line.indexOf('|') + 1))).isLessThan(60_000);
  }

  @Test
  void jar_holdsNothingThatCouldMeetAnotherLibrary() throws Exception {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      List<String> names = jar.stream().map(JarEntry::getName).toList();
      assertThat(
              names.stream()
                  .filter(name -> !name.endsWith("/"))
                  .filter(name -> !name.startsWith("META-INF/"))
                  .filter(name -> !name.startsWith("io/tsdb/"))
                  .filter(name -> !name.startsWith("org/sqlite/"))
                  .filter(name -> !name.startsWith("com/sun/jna/")))
          .containsExactly("sqlite-jdbc.properties");
      assertThat(names)
          .contains(
              "META-INF/LICENSE", "META-INF/NOTICE", "META-INF/LGPL2.1", "META-INF/THIRD-PARTY.txt")
          .noneMatch(name -> name.endsWith("module-info.class"))
          .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|RSA|DSA)"))
          .noneMatch(name -> name.endsWith("logback.xml") || name.endsWith("log4j2.xml"));
      String services =
          new String(
              jar.getInputStream(jar.getEntry("META-INF/services/java.sql.Driver")).readAllBytes(),
              StandardCharsets.UTF_8);
      assertThat(services.strip()).isEqualTo(TsdbDriver.class.getName());
    }
  }
}
