import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.calcite.rel.metadata.BuiltInMetadata;
import org.apache.calcite.rel.metadata.DefaultRelMetadataProvider;
import org.apache.calcite.rel.metadata.MetadataHandler;
import org.apache.calcite.rel.metadata.janino.RelMetadataHandlerGeneratorUtil;
import org.apache.calcite.rel.metadata.janino.RelMetadataHandlerGeneratorUtil.HandlerNameAndGeneratedCode;

/**
 * Writes the handlers of metadata, by which Calcite's planner knows costs and sizes, as Java
 * sources. Calcite itself writes and compiles them each time a program plans its first statements.
 */
public final class MetadataHandlers {

  /** Takes the folder of the package, and the package's name. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    for (Class<?> metadata : BuiltInMetadata.class.getDeclaredClasses()) {
      for (Class<?> nested : metadata.getDeclaredClasses()) {
        if (MetadataHandler.class.isAssignableFrom(nested)) {
          write(handler(nested), metadata.getSimpleName(), folder, arguments[1]);
        }
      }
    }
  }

  @SuppressWarnings("unchecked") // checked by the caller
  private static Class<? extends MetadataHandler<?>> handler(Class<?> type) {
    return (Class<? extends MetadataHandler<?>>) type;
  }

  private static void write(
      Class<? extends MetadataHandler<?>> type, String metadata, Path folder, String packageName)
      throws IOException {
    List<MetadataHandler<?>> handlers = DefaultRelMetadataProvider.INSTANCE.handlers(type);
    HandlerNameAndGeneratedCode written =
        RelMetadataHandlerGeneratorUtil.generateHandler(type, handlers.stream().distinct().toList());
    String code =
        written
            .getGeneratedCode()
            .replaceFirst("(?m)^package .*;", "package " + packageName + ";")
            .replace(written.getHandlerName().replaceFirst(".*[.]", ""), metadata + "Metadata")
            .replaceFirst("(?m)^public final class", "@SuppressWarnings(\"all\")\npublic final class")
            // private classes, by their public superclass, which has all but getDef
            .replaceAll("RelMdPercentageOriginalRows[$]\\w+", "RelMdPercentageOriginalRows")
            .replace(
                "provider0.getDef()",
                "((org.apache.calcite.rel.metadata.MetadataHandler) provider0).getDef()")
            .replace("BuiltInMetadata$Measure$", "BuiltInMetadata.Measure.");
    Path file = folder.resolve(metadata + "Metadata.java");
    if (!Files.exists(file) || !Files.readString(file).equals(code)) { // else all is compiled anew
      Files.writeString(file, code);
    }
  }
}
