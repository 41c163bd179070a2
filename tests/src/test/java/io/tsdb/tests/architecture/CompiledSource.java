package io.tsdb.tests.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Java text compiled by the JDK's own compiler, as classes that a rule can look at. */
final class CompiledSource {

  private static final Pattern PACKAGE = Pattern.compile("package ([a-z.]+);");
  private static final Pattern NAME = Pattern.compile("(?:class|interface) (\\w+)");

  private CompiledSource() {}

  /**
   * Compiles each text, a file with one public type, against this test's class path.
   *
   * @param directory empty; holds sources and classes
   */
  static JavaClasses classes(Path directory, List<String> texts) {
    try {
      Path classes = Files.createDirectory(directory.resolve("classes"));
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "-proc:none",
                  "-XDignore.symbol.file",
                  "-d",
                  classes.toString(),
                  "-cp",
                  System.getProperty("java.class.path")));
      for (String text : texts) {
        Path folder = directory.resolve("source").resolve(found(PACKAGE, text).replace('.', '/'));
        Files.createDirectories(folder);
        Path file = folder.resolve(found(NAME, text) + ".java");
        Files.writeString(file, text);
        arguments.add(file.toString());
      }
      JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
      StringWriter messages = new StringWriter();
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  null,
                  null,
                  arguments.subList(0, 6),
                  null,
                  compiler
                      .getStandardFileManager(null, null, null)
                      .getJavaFileObjectsFromStrings(arguments.subList(6, arguments.size())))
              .call();
      if (!compiled) {
        throw new AssertionError("Expected sources that compile: " + messages);
      }
      return new ClassFileImporter().importPath(classes);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not write sources to " + directory, e);
    }
  }

  private static String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new AssertionError("Expected " + pattern + " in " + text);
    }
    return matcher.group(1);
  }
}
