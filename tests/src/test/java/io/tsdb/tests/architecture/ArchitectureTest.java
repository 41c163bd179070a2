package io.tsdb.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.tsdb.tests.process.Artifacts;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the product to {@link ArchitectureRules}, and each rule to a case that breaks it. */
class ArchitectureTest {

  private static final Map<String, String> MODULES =
      Map.of(
          "archive", "io.tsdb.archive",
          "calcite-adapter", "io.tsdb.calcite",
          "driver", "io.tsdb.jdbc",
          "ingest-server", "io.tsdb.ingest");

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .importPaths(MODULES.keySet().stream().map(ArchitectureTest::classes).toList());

  static Stream<String> rules() {
    return Arrays.stream(ArchitectureRules.class.getDeclaredFields())
        .filter(field -> field.getType() == ArchRule.class)
        .map(Field::getName);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void product_keepsRule(String name) throws ReflectiveOperationException {
    rule(name).check(PRODUCT);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void rule_failsWhereItIsBroken(String name, @TempDir Path directory)
      throws ReflectiveOperationException {
    List<String> sources = Violations.of(name);
    ArchRule rule = rule(name);
    JavaClasses broken = CompiledSource.classes(directory, sources);
    assertThatThrownBy(() -> rule.check(broken))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("was violated");
  }

  @ParameterizedTest
  @MethodSource("rules")
  void rule_failsWithoutClasses(String name) throws ReflectiveOperationException {
    ArchRule rule = rule(name);
    JavaClasses none = new ClassFileImporter().importPackages("io.tsdb.nowhere");
    assertThat(none).isEmpty();
    assertThatThrownBy(() -> rule.check(none)).isInstanceOf(AssertionError.class);
  }

  /** The rules speak of packages: this makes them rules about modules. */
  @Test
  void eachModule_hasItsOwnBasePackage() {
    Map<String, List<String>> strangers = new TreeMap<>();
    MODULES.forEach(
        (module, base) -> {
          JavaClasses classes = new ClassFileImporter().importPaths(classes(module));
          assertThat(classes).as(module).isNotEmpty();
          List<String> others =
              classes.stream()
                  .map(type -> type.getName())
                  .filter(name -> !name.startsWith(base + "."))
                  .filter(name -> !(name.startsWith("org.apache.calcite.jdbc.")))
                  .toList();
          if (!others.isEmpty()) {
            strangers.put(module, others);
          }
        });
    assertThat(strangers).isEmpty();
  }

  private static ArchRule rule(String name) throws ReflectiveOperationException {
    return (ArchRule) ArchitectureRules.class.getDeclaredField(name).get(null);
  }

  private static Path classes(String module) {
    return Artifacts.project(module + "/target/classes");
  }
}
