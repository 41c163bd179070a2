package io.tsdb.calcite.plan;

import io.tsdb.calcite.metadata.RowCountMetadata;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.calcite.rel.metadata.DefaultRelMetadataProvider;
import org.apache.calcite.rel.metadata.MetadataHandler;
import org.apache.calcite.rel.metadata.MetadataHandlerProvider;
import org.apache.calcite.rel.metadata.RelMetadataQuery;

/**
 * Calcite's metadata of plans, such as costs and row counts, by handlers that were compiled with
 * this module. Calcite's own provider writes the same Java code in each process, and compiles it
 * while the first statements wait.
 */
final class CompiledMetadata implements MetadataHandlerProvider {

  private static final CompiledMetadata INSTANCE = new CompiledMetadata();

  private static final String PACKAGE = RowCountMetadata.class.getPackageName();

  /** One of each kind of {@link org.apache.calcite.rel.metadata.BuiltInMetadata}. */
  private final Map<Class<?>, MetadataHandler<?>> handlers = new ConcurrentHashMap<>();

  private CompiledMetadata() {}

  /** Asks by the compiled handlers. */
  static RelMetadataQuery query() {
    return new RelMetadataQuery(INSTANCE);
  }

  @Override
  public <H extends MetadataHandler<?>> H handler(Class<H> type) {
    return type.cast(handlers.computeIfAbsent(type, unused -> create(type)));
  }

  /** Handlers know all kinds of nodes from the beginning. */
  @Override
  public <H extends MetadataHandler<?>> H revise(Class<H> type) {
    return handler(type);
  }

  private static <H extends MetadataHandler<?>> H create(Class<H> type) {
    String name = PACKAGE + "." + type.getDeclaringClass().getSimpleName() + "Metadata";
    List<MetadataHandler<?>> parts = DefaultRelMetadataProvider.INSTANCE.handlers(type);
    try {
      return type.cast(
          Class.forName(name, true, CompiledMetadata.class.getClassLoader())
              .getDeclaredConstructors()[0]
              .newInstance(parts.stream().distinct().toArray()));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("There is no " + name + " for the planner", e);
    }
  }
}
