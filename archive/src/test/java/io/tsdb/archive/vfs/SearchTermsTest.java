package io.tsdb.archive.vfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchTermsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mug                          | mug",
        "Coffee MUG                   | coffee mug",
        "\"Größe XL\" OR crème        | große xl creme",
        "text : mug NOT labels : hat* | mug hat*",
        "\"one two\" * AND three      | one two* three",
        "NEAR(a \"b c\", 10)          | a b c",
        "order-111                    | order 111",
        "日本 ^first                  | 日本 first",
        "AND OR NOT ( ) \"\"          | ''",
      })
  void terms_areThoseOfTheIndex(String query, String expected) {
    List<String> terms =
        SearchTerms.of(query).stream()
            .map(term -> term.text() + (term.prefix() ? "*" : ""))
            .toList();
    assertThat(String.join(" ", terms)).isEqualTo(expected);
  }

  @Test
  void longQuery_isReadInPart() {
    StringBuilder query = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      query.append(" word").append(i);
    }
    assertThat(SearchTerms.of(query.toString())).hasSize(32);
  }
}
