package io.tsdb.calcite.schema;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tsdb.archive.catalog.TableFile;
import io.tsdb.archive.store.StoredObject;
import io.tsdb.calcite.execute.QueryException;
import io.tsdb.calcite.reference.ReferenceData;
import io.tsdb.calcite.reference.ReferenceFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.calcite.schema.Schema;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.impl.AbstractSchema;

/**
 * The tables of the files below {@code tables/}, as one listing shows them. A file is named by what
 * stands before its last dot; one whose name another table has goes by {@code table_<name>} where
 * that is a built-in table, and by its full name where it is a file before it in the order of keys.
 * A database's tables are {@code <file>.<table>}.
 *
 * <p>What was read is kept for the process, by the ETags of files, up to {@value #MOST_BYTES} bytes
 * of them.
 */
final class ReferenceTables {

  static final long MOST_BYTES = 2L * ReferenceFormat.MOST_BYTES;

  /** Of an archive without any. */
  static final ReferenceTables NONE = new ReferenceTables(List.of(), Set.of());

  private static final Cache<Content, Map<String, ReferenceData>> READ =
      Caffeine.newBuilder()
          .maximumWeight(MOST_BYTES)
          .weigher((Content content, Map<String, ReferenceData> data) -> weight(content))
          .executor(Runnable::run)
          .build();

  private record Content(String store, StoredObject object) {}

  private record Entry(String name, TableFile file, ReferenceFormat format) {}

  /** By names, ignoring case. */
  private final Map<String, Entry> entries = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  private final List<StoredObject> objects;

  /**
   * @param builtIn names that other tables have
   */
  ReferenceTables(List<TableFile> files, Collection<String> builtIn) {
    this.objects = files.stream().map(TableFile::object).toList();
    Set<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    taken.addAll(builtIn);
    for (TableFile file : files) {
      Optional<ReferenceFormat> format = ReferenceFormat.of(file.name());
      if (format.isPresent()) {
        name(file, taken)
            .ifPresent(
                name -> {
                  taken.add(name);
                  entries.put(name, new Entry(name, file, format.get()));
                });
      }
    }
  }

  private Optional<String> name(TableFile file, Set<String> taken) {
    String plain = file.name().substring(0, file.name().lastIndexOf('.'));
    String free = taken.contains(plain) && !entries.containsKey(plain) ? "table_" + plain : plain;
    return List.of(free, file.name()).stream().filter(name -> !taken.contains(name)).findFirst();
  }

  private static int weight(Content content) {
    return (int) Math.min(Integer.MAX_VALUE, 1_000 + content.object.size());
  }

  /** Tells apart what the tables hold, by {@code equals}. */
  Object version() {
    return objects;
  }

  /**
   * Names of all tables. A database that cannot be read has one, by which to ask for the reason.
   */
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (Entry entry : entries.values()) {
      if (entry.format != ReferenceFormat.SQLITE) {
        names.add(entry.name);
        continue;
      }
      try {
        read(entry).keySet().forEach(table -> names.add(entry.name + "." + table));
      } catch (QueryException e) {
        names.add(entry.name);
      }
    }
    return names;
  }

  /** A table by its name, ignoring case. */
  Optional<ReferenceTable> find(String name) {
    Entry entry = entries.get(name);
    if (entry != null) {
      return Optional.of(new ReferenceTable(entry.name, entry.file.name(), () -> only(entry)));
    }
    for (Entry database : entries.values()) {
      int prefix = database.name.length();
      if (database.format == ReferenceFormat.SQLITE
          && name.length() > prefix
          && name.charAt(prefix) == '.'
          && name.substring(0, prefix).equalsIgnoreCase(database.name)) {
        return table(database, name.substring(prefix + 1));
      }
    }
    return Optional.empty();
  }

  private static ReferenceData only(Entry entry) {
    Map<String, ReferenceData> tables = read(entry);
    if (entry.format == ReferenceFormat.SQLITE) {
      throw new QueryException(
          entry.name
              + " is a database: expected one of its tables, "
              + String.join(
                  ", ", tables.keySet().stream().map(t -> entry.name + "." + t).toList()));
    }
    return tables.get("");
  }

  private static Optional<ReferenceTable> table(Entry database, String name) {
    return read(database).keySet().stream()
        .filter(name::equalsIgnoreCase)
        .findFirst()
        .map(
            table ->
                new ReferenceTable(
                    database.name + "." + table,
                    database.file.name(),
                    () -> read(database).get(table)));
  }

  /** Databases as schemas, so that {@code file.table} needs no quotes. */
  Map<String, Schema> databases() {
    Map<String, Schema> schemas = new LinkedHashMap<>();
    for (Entry entry : entries.values()) {
      if (entry.format == ReferenceFormat.SQLITE) {
        schemas.put(entry.name, new Database(entry));
      }
    }
    return schemas;
  }

  private static final class Database extends AbstractSchema {

    private final Entry entry;

    Database(Entry entry) {
      this.entry = entry;
    }

    @Override
    protected Map<String, Table> getTableMap() {
      Map<String, Table> tables = new LinkedHashMap<>();
      for (String name : read(entry).keySet()) {
        table(entry, name).ifPresent(table -> tables.put(name, table));
      }
      return tables;
    }
  }

  private static Map<String, ReferenceData> read(Entry entry) {
    TableFile file = entry.file;
    Content content = new Content(file.store().location(), file.object());
    try {
      return READ.get(content, unused -> parsed(entry));
    } catch (UncheckedIOException e) {
      throw new QueryException(
          "Table " + entry.name + " cannot be read: " + e.getCause().getMessage(), e.getCause());
    }
  }

  private static Map<String, ReferenceData> parsed(Entry entry) {
    StoredObject object = entry.file.object();
    ReferenceFormat.checkSize(object.key(), object.size());
    byte[] bytes = new byte[(int) object.size()];
    try {
      if (bytes.length > 0) {
        ByteBuffer read = entry.file.store().read(object, 0, bytes.length);
        read.get(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entry.format.read(object.key(), bytes);
  }
}
