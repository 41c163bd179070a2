package io.tsdb.ingest.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote down. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() throws IOException {
    Properties properties = new Properties();
    try (InputStream stream = Version.class.getResourceAsStream("version.properties")) {
      if (stream == null) {
        throw new IOException("The program lacks its file version.properties; build it again");
      }
      properties.load(stream);
    }
    return new String[] {"tsdb " + properties.getProperty("version")};
  }
}
