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
 * names of the folders that it touches, and a look at each file that it delivers.
 */
final class FileListing {

  private final Path root;
  private final int limit;
  private final List<StoredObject> found = new ArrayList<>();

  FileListing(Path root, int limit) {
    this.root = root;
    this.limit = limit;
  }

  /** What has a name in a folder; what it is, is asked for only once its place is reached. */
  private static final class Named {

    private final Path path;
    private boolean seen;
    private Optional<BasicFileAttributes> attributes = Optional.empty();

    Named(Path path) {
      this.path = path;
    }

    /** Empty if it is no longer there. */
    Optional<BasicFileAttributes> attributes() throws IOException {
      if (!seen) {
        seen = true;
        try {
          attributes =
              Optional.of(
                  Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
          attributes = Optional.empty(); // deleted since it was named
        }
      }
      return attributes;
    }
  }

  /** A file or folder, by the text that gives its place among keys: a folder's ends with /. */
  private record Entry(String key, boolean asFolder, Named named) {}

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
        add(path, prefix, startAfter, depth, entries);
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
      Optional<BasicFileAttributes> attributes = entry.named().attributes();
      if (attributes.isEmpty()) {
        continue;
      }
      if (entry.asFolder() && attributes.get().isDirectory()) {
        collect(entry.named().path, entry.key(), startAfter, depth);
      } else if (!entry.asFolder() && attributes.get().isRegularFile()) {
        found.add(
            new StoredObject(
                entry.key(), attributes.get().size(), FileStore.etag(attributes.get())));
      }
    }
  }

  /** Adds a name where a file has its place, and where a folder has, unless both were passed. */
  private static void add(
      Path path, String prefix, String startAfter, ListDepth depth, List<Entry> entries) {
    String key = prefix + path.getFileName();
    String folder = key + "/";
    boolean fileToCome = Keys.ORDER.compare(key, startAfter) > 0;
    boolean folderToCome =
        depth == ListDepth.TREE
            && (Keys.ORDER.compare(folder, startAfter) >= 0 || startAfter.startsWith(folder));
    if (!fileToCome && !folderToCome
        || key.equals(FilePublisher.TEMPORARY)
        || Keys.problem(key).isPresent()) {
      return;
    }
    Named named = new Named(path);
    if (fileToCome) {
      entries.add(new Entry(key, false, named));
    }
    if (folderToCome) {
      entries.add(new Entry(folder, true, named));
    }
  }
}
