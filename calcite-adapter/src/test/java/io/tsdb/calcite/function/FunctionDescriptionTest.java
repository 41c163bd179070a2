package io.tsdb.calcite.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.calcite.aggregate.StateFunction;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlFunction;
import org.junit.jupiter.api.Test;

class FunctionDescriptionTest {

  /** Operators, called by other signs than their name. */
  private static final Set<String> OPERATORS =
      Set.of("json_get", "json_get_text", "text_match", "in_gap_null");

  /** What the parser writes out by other functions. */
  private static final Set<String> WRITTEN_OUT = Set.of("date_trunc", "delta", "events");

  @Test
  void all_areTheFunctionsThatThereAre() throws Exception {
    Set<String> functions = new TreeSet<>(WRITTEN_OUT);
    for (Field field :
        Stream.of(TsdbOperators.class, StateFunction.class)
            .flatMap(type -> Stream.of(type.getFields()))
            .toList()) {
      if (Modifier.isStatic(field.getModifiers())
          && field.get(null) instanceof SqlFunction function) {
        functions.add(function.getName().toLowerCase(Locale.ROOT));
      }
    }
    functions.removeAll(OPERATORS);
    List<String> described =
        FunctionDescription.ALL.stream().map(FunctionDescription::name).toList();
    assertThat(described).containsExactlyElementsOf(functions);
    assertThat(FunctionDescription.ALL)
        .allSatisfy(
            function ->
                assertThat(function.form() + function.remarks())
                    .startsWith(function.name() + "(")
                    .doesNotContain("\n"));
  }
}
