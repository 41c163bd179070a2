package io.tsdb.tests.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.jdbc.TsdbDriver;
import io.tsdb.tests.process.Artifacts;
import io.tsdb.tests.process.CommandLine;
import io.tsdb.tests.process.Earthquakes;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The drivers that docs/tools.md offers to DBeaver are this project's, with URLs it opens. */
class DbeaverDriversTest {

  private static List<Element> elements(String name) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    NodeList found =
        factory
            .newDocumentBuilder()
            .parse(Artifacts.project("docs/dbeaver-drivers.xml").toFile())
            .getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  @Test
  void drivers_areOfTheGenericProvider_andNameTheJarThatIsBuilt() throws Exception {
    assertThat(elements("provider"))
        .extracting(element -> element.getAttribute("id"))
        .containsExactly("generic");
    assertThat(elements("driver"))
        .hasSize(2)
        .allSatisfy(
            driver -> {
              assertThat(driver.getAttribute("class")).isEqualTo(TsdbDriver.class.getName());
              Driver ours = new TsdbDriver();
              assertThat(ours.acceptsURL(driver.getAttribute("url"))).isTrue();
            });
    assertThat(elements("library"))
        .hasSize(2)
        .extracting(element -> element.getAttribute("path"))
        .containsOnly("${drivers_home}/" + Artifacts.driver().getFileName());
  }

  @Test
  void folderTemplate_opensAnArchive(@TempDir Path directory) throws Exception {
    Path archive = directory.resolve("archive");
    new CommandLine(directory, Map.of())
        .run("import", "--archive", archive.toUri().toString(), Earthquakes.file().toString())
        .ok();
    String url = elements("driver").get(1).getAttribute("url").replace("{folder}", archive + "");
    try (Connection connection = DriverManager.getConnection(url);
        ResultSet rows = connection.createStatement().executeQuery("SELECT count(*) FROM events")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getLong(1)).isEqualTo(Earthquakes.events().size());
    }
  }
}
