package io.tsdb.jdbc;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.rel.type.RelDataTypeSystem;

/** Texts hold any Unicode character; Calcite's own default, ISO-8859-1, refuses most literals. */
final class Utf8TypeFactory extends JavaTypeFactoryImpl {

  Utf8TypeFactory(RelDataTypeSystem typeSystem) {
    super(typeSystem);
  }

  @Override
  public Charset getDefaultCharset() {
    return StandardCharsets.UTF_8;
  }
}
