package io.tsdb.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentsTableTest {

  @ParameterizedTest
  @CsvSource({
    "file:///data/archive, file:///data/archive/events/a.sqlite",
    "s3://bucket/prefix, s3://bucket/prefix/events/a.sqlite",
    "s3://bucket?endpoint=http://127.0.0.1:9000&region=x, s3://bucket/events/a.sqlite",
    "http://127.0.0.1:8080, http://127.0.0.1:8080/archive/events/a.sqlite",
    "https://host/base, https://host/base/archive/events/a.sqlite",
  })
  void url_ofAnyStore_leadsToTheObject(String location, String expected) {
    assertThat(SegmentsTable.url(location, "events/a.sqlite")).isEqualTo(expected);
  }
}
