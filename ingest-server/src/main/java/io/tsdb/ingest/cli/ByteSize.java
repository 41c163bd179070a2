package io.tsdb.ingest.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A size on the command line, such as {@code 256MiB}, {@code 64m} or {@code 1048576}. */
record ByteSize(long bytes) {

  private static final Pattern SIZE = Pattern.compile("([0-9]{1,12}) ?(k|m|g|)(i?b)?");

  /** Reads a size; K, M and G are powers of 1,024. */
  static final class Converter implements ITypeConverter<ByteSize> {
    @Override
    public ByteSize convert(String text) {
      Matcher matcher = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
      if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
        throw new TypeConversionException(
            "Expected a size such as 256MiB, 64k or 1048576, found '" + text + "'");
      }
      int shift =
          switch (matcher.group(2)) {
            case "k" -> 10;
            case "m" -> 20;
            case "g" -> 30;
            default -> 0;
          };
      return new ByteSize(Long.parseLong(matcher.group(1)) << shift);
    }
  }
}
