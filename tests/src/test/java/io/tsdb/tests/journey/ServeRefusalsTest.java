package io.tsdb.tests.journey;

import static io.tsdb.tests.process.PlainMessages.assertNoStackTrace;
import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.tests.process.ArchivePlace;
import io.tsdb.tests.process.CommandLine;
import io.tsdb.tests.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** A server that cannot start says why and ends; one that runs is not disturbed. */
@TestInstance(Lifecycle.PER_CLASS)
class ServeRefusalsTest {

  private Path directory;
  private String archive;
  private ServerProcess running;

  @BeforeAll
  void startServer(@TempDir Path folder) {
    directory = folder;
    archive = ArchivePlace.folder(folder.resolve("archive")).url();
    running = ServerProcess.start(folder, archive, Map.of());
  }

  @AfterAll
  void stopServer() {
    running.close();
  }

  @Test
  void portThatIsTaken() {
    String port = Integer.toString(running.http().base().getPort());
    assertRefused(port, "other-data", port);
  }

  @Test
  void dataFolderOfAnotherServer() {
    assertRefused("0", "data", "data");
    assertThat(running.http().get("/health/live").status()).isEqualTo(200);
  }

  @Test
  void dataFolderThatIsAFile() throws IOException {
    Files.writeString(directory.resolve("file"), "no folder");
    assertRefused("0", "file", "file");
  }

  @Test
  void writerThatCannotBe() {
    assertRefused("0", "third-data", "a/b", "--writer", "a/b");
  }

  private void assertRefused(String port, String data, String named, String... more) {
    String[] arguments = new String[7 + more.length];
    arguments[0] = "serve";
    arguments[1] = "--archive";
    arguments[2] = archive;
    arguments[3] = "--data";
    arguments[4] = directory.resolve(data).toString();
    arguments[5] = "--port";
    arguments[6] = port;
    System.arraycopy(more, 0, arguments, 7, more.length);
    CommandLine.Result result = new CommandLine(directory, Map.of()).run(arguments);
    assertThat(result.exitCode()).as(result.toString()).isIn(1, 2);
    assertThat(result.err()).contains(named);
    assertNoStackTrace(result.out() + result.err());
  }
}
