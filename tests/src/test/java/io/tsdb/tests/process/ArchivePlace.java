package io.tsdb.tests.process;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Where an archive lies, and what a process needs to reach it.
 *
 * @param url of the archive
 * @param environment credentials for {@code tsdb.jar}
 * @param properties credentials for JDBC
 */
public record ArchivePlace(
    String url, Map<String, String> environment, Map<String, String> properties) {

  /** A folder of this machine. */
  public static ArchivePlace folder(Path folder) {
    return new ArchivePlace("file://" + folder.toAbsolutePath(), Map.of(), Map.of());
  }

  /** The same as {@link #properties}, for an archive that was read before and has changed since. */
  public Map<String, String> changedProperties() {
    Map<String, String> changed = new HashMap<>(properties);
    changed.put("listingTtl", "0");
    return changed;
  }

  public String jdbcUrl() {
    return "jdbc:tsdb:" + url;
  }
}
