package io.tsdb.archive.store;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The code of an error that S3 answers: {@code <Error><Code>SlowDown</Code>...</Error>}. */
final class S3ErrorCode {

  static final String NONE = "";

  private static final Pattern CODE = Pattern.compile("[A-Za-z0-9._:-]{1,100}");
  private static final XMLInputFactory XML = XMLInputFactory.newDefaultFactory();

  static {
    // so that no text can name files or URLs, nor grow
    XML.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    XML.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
  }

  private S3ErrorCode() {}

  /** The code in an answer's body, or {@link #NONE} where the body is not such an error. */
  static String in(byte[] body) {
    try {
      // as text: the parser prints what bytes it cannot decode
      XMLStreamReader xml =
          XML.createXMLStreamReader(new StringReader(new String(body, StandardCharsets.UTF_8)));
      int depth = 0;
      while (xml.hasNext()) {
        switch (xml.next()) {
          case XMLStreamConstants.START_ELEMENT -> {
            depth++;
            if (depth == 1 && !xml.getLocalName().equals("Error")) {
              return NONE;
            }
            if (depth == 2 && xml.getLocalName().equals("Code")) {
              return checked(xml.getElementText());
            }
          }
          case XMLStreamConstants.END_ELEMENT -> depth--;
          default -> {
            // text between elements
          }
        }
      }
      return NONE;
    } catch (XMLStreamException e) {
      return NONE; // no XML, such as a proxy's page: the status alone says what happened
    }
  }

  /** The code if it looks like one, so that no server's text gets into messages as it is. */
  static String checked(String code) {
    return CODE.matcher(code).matches() ? code : NONE;
  }
}
