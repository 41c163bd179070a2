package io.tsdb.ingest.parse;

import java.io.BufferedReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Reads text as strict UTF-8. */
public final class UnicodeText {

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private UnicodeText() {}

  /**
   * Reads UTF-8, a byte order mark at its start left out. Bytes that are no UTF-8 end reading with
   * a {@link java.nio.charset.CharacterCodingException}.
   */
  public static Reader reader(InputStream bytes) {
    return new BufferedReader(
        new MarkSkipping(
            new InputStreamReader(
                bytes,
                StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT))),
        64 * 1024);
  }

  private static final class MarkSkipping extends FilterReader {
    private boolean started;

    MarkSkipping(Reader reader) {
      super(reader);
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
      if (!started && length > 0) {
        int first = super.read();
        started = true;
        if (first >= 0 && first != BYTE_ORDER_MARK) {
          buffer[offset] = (char) first;
          return 1;
        }
      }
      return super.read(buffer, offset, length);
    }
  }
}
