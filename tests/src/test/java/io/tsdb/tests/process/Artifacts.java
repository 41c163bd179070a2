package io.tsdb.tests.process;

import java.nio.file.Files;
import java.nio.file.Path;

/** The jars under test, as the build leaves them for users. */
public final class Artifacts {

  private static final Path MODULE =
      Path.of(System.getProperty("basedir", System.getProperty("user.dir"))).toAbsolutePath();

  private Artifacts() {}

  /** The server and command line. */
  public static Path server() {
    return built("ingest-server/target/tsdb.jar");
  }

  /** The JDBC driver, shaded. */
  public static Path driver() {
    return built("driver/target/tsdb-jdbc.jar");
  }

  /** The benchmarks. */
  public static Path benchmarks() {
    return built("tests/target/benchmarks.jar");
  }

  /** A file or folder of the project, relative to its root. */
  public static Path project(String path) {
    return MODULE.resolve("..").resolve(path).normalize();
  }

  /** The program that runs this test, for child processes. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static Path built(String path) {
    Path jar = project(path);
    if (!Files.isRegularFile(jar)) {
      throw new AssertionError("Expected " + jar + "; build it first: ./mvnw -DskipTests package");
    }
    return jar;
  }
}
