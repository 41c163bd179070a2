package io.tsdb.ingest.prometheus;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import io.tsdb.ingest.parse.EventBuilder;
import io.tsdb.ingest.parse.EventSource;
import io.tsdb.ingest.parse.Excerpt;
import io.tsdb.ingest.parse.InvalidEventException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The samples of a request of <a href="https://prometheus.io/docs/specs/prw/remote_write_spec/">
 * remote write 1.0</a> or <a href="https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/">
 * 2.0</a>, read message by message: of the whole only the bytes are in memory.
 *
 * <p>Labels stay as they are, {@code __name__} among them. A sample that is no number becomes an
 * event without a value whose text says which: {@code NaN}, {@code +Inf}, {@code -Inf}, or {@code
 * stale} where Prometheus marks the end of a series. A native histogram is refused. Metadata and
 * exemplars are passed over.
 */
public final class RemoteWriteEvents implements EventSource {

  /** Most samples of a series that are read; requests may not have as many. */
  static final int SAMPLES = 1_000_001;

  private static final int SYMBOLS_TAG = 4 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

  /** Prometheus marks by this NaN that a series has ended. */
  private static final long STALE = 0x7ff0000000000002L;

  private final RemoteWriteVersion version;
  private final InputStream body;
  private final EventBuilder event;

  private CodedInputStream in;
  private List<String> symbols = List.of();
  private WrittenSeries series;
  private Labels labels = Labels.NONE;
  private int seriesIndex = -1;
  private int sample;
  private long events;
  private boolean ended;

  /**
   * @param body unpacked
   * @param event makes label sets
   */
  public RemoteWriteEvents(RemoteWriteVersion version, InputStream body, EventBuilder event) {
    this.version = version;
    this.body = body;
    this.event = event;
  }

  @Override
  public Optional<Event> next() throws InvalidEventException, IOException {
    if (ended) {
      return Optional.empty();
    }
    try {
      if (in == null) {
        start();
      }
      while (series == null || sample == series.samples()) {
        if (!nextSeries()) {
          return Optional.empty();
        }
      }
      return Optional.of(readSample(sample++));
    } catch (InvalidProtocolBufferException e) {
      ended = true;
      throw event.unreadable(1, "Expected a message of protobuf, but: " + e.getMessage());
    }
  }

  private void start() throws IOException {
    byte[] bytes = body.readAllBytes();
    if (version == RemoteWriteVersion.V2) {
      symbols = symbols(CodedInputStream.newInstance(bytes));
    }
    in = CodedInputStream.newInstance(bytes);
  }

  private static List<String> symbols(CodedInputStream in) throws IOException {
    List<String> symbols = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == SYMBOLS_TAG) {
        symbols.add(in.readStringRequireUtf8());
      } else {
        in.skipField(tag);
      }
    }
    return symbols;
  }

  private boolean nextSeries() throws InvalidEventException, IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      if (field == version.seriesField()
          && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        int limit = in.pushLimit(in.readRawVarint32());
        WrittenSeries written = WrittenSeries.read(in, version);
        in.popLimit(limit);
        seriesIndex++;
        series = null;
        check(written);
        series = written;
        sample = 0;
        return true;
      }
      refuseOtherVersion(field);
      in.skipField(tag);
    }
    return false;
  }

  private void refuseOtherVersion(int field) throws InvalidEventException {
    for (RemoteWriteVersion other : RemoteWriteVersion.values()) {
      if (other != version && field == other.seriesField()) {
        ended = true;
        throw event.unreadable(
            1,
            "Expected the message that Content-Type names, found that of another version of remote"
                + " write");
      }
    }
  }

  private void check(WrittenSeries written) throws InvalidEventException {
    event.begin(events, 1);
    if (written.histograms() > 0) {
      throw event.invalid(
          pointer() + "/histograms",
          "Expected samples, found a native histogram, which is not stored here; set"
              + " send_native_histograms: false");
    }
    List<String> namesAndValues =
        version == RemoteWriteVersion.V2 ? resolve(written.references()) : written.labels();
    for (int i = 0; i < namesAndValues.size(); i += 2) {
      String name = namesAndValues.get(i);
      // For Prometheus a label without a value is one that is not there.
      if (!namesAndValues.get(i + 1).isEmpty()) {
        event.label(pointer() + "/labels/" + Excerpt.of(name), name, namesAndValues.get(i + 1));
      }
    }
    labels = event.labels();
    if (labels.values().isEmpty() && written.samples() > 0) {
      throw event.invalid(pointer() + "/labels", "Expected a label such as __name__, found none");
    }
  }

  private List<String> resolve(List<Integer> references) throws InvalidEventException {
    if (references.size() % 2 != 0) {
      throw event.invalid(
          pointer() + "/labels_refs",
          "Expected an even number of references, found " + references.size());
    }
    List<String> strings = new ArrayList<>();
    for (int reference : references) {
      if (reference < 0 || reference >= symbols.size()) {
        throw event.invalid(
            pointer() + "/labels_refs",
            "Expected references to "
                + symbols.size()
                + " symbols, found "
                + Integer.toUnsignedString(reference));
      }
      strings.add(symbols.get(reference));
    }
    return strings;
  }

  private Event readSample(int index) throws InvalidEventException {
    event.begin(events++, 1);
    event.timestamp(pointer() + "/samples/" + index + "/timestamp", series.time(index));
    long bits = series.valueBits(index);
    double value = Double.longBitsToDouble(bits);
    if (Double.isFinite(value)) {
      event.number(pointer(), value);
    } else {
      event.text(pointer(), bits == STALE ? "stale" : EventBuilder.nameOf(value));
    }
    return event.build(labels);
  }

  private String pointer() {
    return "/timeseries/" + seriesIndex;
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
