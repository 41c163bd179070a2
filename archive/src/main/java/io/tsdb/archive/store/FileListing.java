package io.tsdb.archive.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One page of a folder's files as keys. It walks the folders in the order of the keys, passes over
 * those that lie before the page's start, and stops after the page's last key; so a page costs the
 * reading of the folders that it touches.
 */
final class FileListing {

  private final Path root;
  private final int limit;
  private final List<StoredObject> found = new ArrayList<>();

  FileListing(Path root, int limit) {
    this.root = root;
    this.limit = limit;
  }

  /** A file or folder, by the text that gives its place among keys: a folder's ends with /. */
  private record Entry(String key, Path path, BasicFileAttributes attributes) {}

  ListPage page(String folder, String startAfter, ListDepth depth) throws IOException {
    Path start = root;
    for (String part : folder.isEmpty() ? new String[0] : folder.split("/")) {
      start = start.resolve(part);
      if (!Files.isDirectory(start, LinkOption.NOFOLLOW_LINKS)) {
        return new ListPage(List.of(), Optional.empty());
      }
    }
    if (Files.notExists(root)) {
      return new ListPage(List.of(), Optional.empty());
    }
    collect(start, folder, startAfter, depth);
    if (found.size() <= limit) {
      return new ListPage(found, Optional.empty());
    }
    List<StoredObject> page = found.subList(0, limit);
    return new ListPage(page, Optional.of(page.get(limit - 1).key()));
  }

  private void collect(Path folder, String prefix, String startAfter, ListDepth depth)
      throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder)) {
      for (Path path : paths) {
        entry(path, prefix, startAfter).ifPresent(entries::add);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (NoSuchFileException | NotDirectoryException e) {
      if (folder.equals(root)) {
        throw e;
      }
      return; // deleted since it was seen
    }
    entries.sort((a, b) -> Keys.ORDER.compare(a.key(), b.key()));
    for (Entry entry : entries) {
      if (found.size() > limit) {
        return;
      }
      if (entry.attributes().isRegularFile()) {
        if (Keys.ORDER.compare(entry.key(), startAfter) > 0) {
          found.add(
              new StoredObject(
                  entry.key(), entry.attributes().size(), FileStore.etag(entry.attributes())));
        }
      } else if (depth == ListDepth.TREE) {
        collect(entry.path(), entry.key(), startAfter, depth);
      }
    }
  }

  private static Optional<Entry> entry(Path path, String prefix, String startAfter)
      throws IOException {
    String name = path.getFileName().toString();
    String key = prefix + name;
    if (key.equals(FilePublisher.TEMPORARY)
        || before(key, startAfter)
        || Keys.problem(key).isPresent()) {
      return Optional.empty();
    }
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return Optional.empty(); // deleted since it was seen
    }
    if (attributes.isDirectory()) {
      return Optional.of(new Entry(key + "/", path, attributes));
    }
    return attributes.isRegularFile()
        ? Optional.of(new Entry(key, path, attributes))
        : Optional.empty();
  }

  /** Whether an entry lies before the page's start, both as a file and with all that is below. */
  private static boolean before(String key, String startAfter) {
    String folder = key + "/";
    return Keys.ORDER.compare(key, startAfter) <= 0
        && Keys.ORDER.compare(folder, startAfter) < 0
        && !startAfter.startsWith(folder);
  }
}
