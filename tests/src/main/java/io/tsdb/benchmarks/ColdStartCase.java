package io.tsdb.benchmarks;

import io.tsdb.archive.segment.Event;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.IntStream;

/**
 * The first row in a cold JVM, as a whole process: our jar, with and without an archive of class
 * data, sqlite-jdbc and duckdb_jdbc, each on a file of the same rows. Medians of runs in turn; the
 * files are cached by the system.
 */
final class ColdStartCase {

  private static final int SERIES = 100;

  private static final Map<String, String> STATEMENTS =
      Map.of(
          "first row, SELECT *", "SELECT * FROM events LIMIT 1",
          "first row, count(*)", "SELECT count(*) FROM events");

  private final Path folder;
  private final int rows;
  private final int runs;

  /**
   * A driver to be started.
   *
   * @param options of its JVM
   * @param jar that holds all of it
   */
  private record Peer(String name, List<String> options, Path jar, String url) {}

  /**
   * @param folder empty
   */
  ColdStartCase(Scale scale, Path folder) {
    this.folder = folder;
    this.rows = scale.hourRows();
    this.runs = scale.coldStarts();
  }

  void run(Consumer<Row> figures) throws Exception {
    Path program = program();
    List<Peer> peers = peers(program);
    for (Peer peer : peers) {
      if (peer.options.isEmpty()) {
        figures.accept(
            Row.told(
                "size", peer.name, "MiB of the jar", Files.size(peer.jar) / (double) (1 << 20)));
      }
    }
    for (String subject : STATEMENTS.keySet().stream().sorted().toList()) {
      Map<Peer, List<ColdStart>> starts = new LinkedHashMap<>();
      for (int i = 0; i < runs; i++) {
        for (Peer peer : peers) {
          ColdStart start =
              ColdStart.run(
                  peer.options, List.of(peer.jar, program), peer.url, STATEMENTS.get(subject));
          if (subject.endsWith("count(*)")) {
            Answers.require("rows", rows, Long.parseLong(start.answer()));
          }
          starts.computeIfAbsent(peer, unused -> new ArrayList<>()).add(start);
        }
      }
      Map<String, ColdStart> medians = new LinkedHashMap<>();
      starts.forEach((peer, all) -> medians.put(peer.name, ColdStart.median(all)));
      medians.forEach((name, median) -> tell(subject, name, median, figures));
      ColdStart ours = medians.get(DriverJars.TSDB);
      for (String peer : List.of(DriverJars.SQLITE, DriverJars.DUCKDB)) {
        ColdStart theirs = medians.get(peer);
        figures.accept(
            Row.told(subject, DriverJars.TSDB, "wall / " + peer, ours.wall() / theirs.wall()));
        figures.accept(
            Row.told(
                subject, DriverJars.TSDB, "CPU / " + peer, ours.cpu() / Math.max(1, theirs.cpu())));
      }
    }
  }

  private static void tell(String subject, String name, ColdStart median, Consumer<Row> figures) {
    figures.accept(Row.told(subject, name, "ms, whole process", median.wall()));
    figures.accept(Row.told(subject, name, "ms of CPU, whole process", median.cpu()));
    figures.accept(Row.told(subject, name, "ms to connect", median.connect()));
    figures.accept(Row.told(subject, name, "ms to prepare", median.prepare()));
    figures.accept(Row.told(subject, name, "ms to read the row", median.read()));
    figures.accept(Row.told(subject, name, "classes loaded", median.classes()));
  }

  /** Those of the archive. */
  private List<Event> events() {
    Readings readings = new Readings(SERIES);
    return IntStream.range(0, rows)
        .mapToObj(
            i -> readings.next(i, Readings.DAY + Readings.DAY_MILLIS * i / rows, Optional.empty()))
        .toList();
  }

  private List<Peer> peers(Path program) throws Exception {
    DriverJars jars = DriverJars.besideThisProgram();
    LocalArchive archive =
        LocalArchive.in(folder.resolve("archive"))
            .write(new Readings(SERIES), 1, rows, Readings.DAY_MILLIS);
    String url = "jdbc:tsdb:" + archive.url();
    Path classData = folder.resolve("classes.jsa");
    ColdStart.run(
        List.of("-XX:ArchiveClassesAtExit=" + classData, "-Xlog:cds=off", "-Xlog:cds+dynamic=off"),
        List.of(jars.tsdb(), program),
        url,
        STATEMENTS.get("first row, SELECT *"));
    List<Event> events = events();
    return List.of(
        new Peer(DriverJars.TSDB, List.of(), jars.tsdb(), url),
        new Peer(
            "tsdb, class data", List.of("-XX:SharedArchiveFile=" + classData), jars.tsdb(), url),
        new Peer(
            DriverJars.SQLITE,
            List.of(),
            jars.sqlite(),
            jars.writeSqlite(folder.resolve("peer.sqlite"), events)),
        new Peer(
            DriverJars.DUCKDB,
            List.of(),
            jars.duckdb(),
            jars.writeDuckdb(folder.resolve("peer.duckdb"), events)));
  }

  /** The program that asks, as a jar: an archive of class data takes no folders. */
  private Path program() throws IOException {
    Path jar = folder.resolve("first-row.jar");
    String entry = FirstRow.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        InputStream in = FirstRow.class.getClassLoader().getResourceAsStream(entry)) {
      if (in == null) {
        throw new IllegalStateException(entry + " is missing from the class path");
      }
      out.putNextEntry(new JarEntry(entry));
      in.transferTo(out);
      out.closeEntry();
    }
    return jar;
  }
}
