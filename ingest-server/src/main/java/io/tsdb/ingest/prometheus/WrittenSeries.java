package io.tsdb.ingest.prometheus;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One {@code TimeSeries} of a request, as it was written; its rules are not checked yet. */
final class WrittenSeries {

  /** What is beyond is not kept: a series may not have so many. */
  private static final int LABELS = 256;

  private final List<String> labels = new ArrayList<>();
  private final List<Integer> references = new ArrayList<>();
  private long[] times = new long[1];
  private long[] values = new long[1];
  private int samples;
  private int histograms;

  private WrittenSeries() {}

  /** Reads a series up to the limit of the stream. */
  static WrittenSeries read(CodedInputStream in, RemoteWriteVersion version) throws IOException {
    WrittenSeries series = new WrittenSeries();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      boolean nested = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
      if (field == 1 && version == RemoteWriteVersion.V2) {
        series.readReferences(in, nested);
      } else if (field == 1 && nested) {
        int limit = in.pushLimit(in.readRawVarint32());
        series.readLabel(in);
        in.popLimit(limit);
      } else if (field == 2 && nested) {
        int limit = in.pushLimit(in.readRawVarint32());
        series.readSample(in);
        in.popLimit(limit);
      } else {
        series.histograms += field == version.histogramsField() ? 1 : 0;
        in.skipField(tag);
      }
    }
    return series;
  }

  private void readReferences(CodedInputStream in, boolean packed) throws IOException {
    if (!packed) {
      addReference(in.readUInt32());
      return;
    }
    int limit = in.pushLimit(in.readRawVarint32());
    while (in.getBytesUntilLimit() > 0) {
      addReference(in.readUInt32());
    }
    in.popLimit(limit);
  }

  private void addReference(int reference) {
    if (references.size() < 2 * LABELS) {
      references.add(reference);
    }
  }

  private void readLabel(CodedInputStream in) throws IOException {
    String name = "";
    String value = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> name = in.readStringRequireUtf8();
        case 2 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> value = in.readStringRequireUtf8();
        default -> in.skipField(tag);
      }
    }
    if (labels.size() < 2 * LABELS) {
      labels.add(name);
      labels.add(value);
    }
  }

  private void readSample(CodedInputStream in) throws IOException {
    long value = 0;
    long time = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case 1 << 3 | WireFormat.WIRETYPE_FIXED64 -> value = in.readFixed64();
        case 2 << 3 | WireFormat.WIRETYPE_VARINT -> time = in.readInt64();
        default -> in.skipField(tag);
      }
    }
    if (samples == RemoteWriteEvents.SAMPLES) {
      return;
    }
    if (samples == times.length) {
      times = Arrays.copyOf(times, 2 * samples);
      values = Arrays.copyOf(values, 2 * samples);
    }
    times[samples] = time;
    values[samples++] = value;
  }

  /** Names and values in turn, of version 1. */
  List<String> labels() {
    return labels;
  }

  /** The same as indices of symbols, of version 2; an index beyond 2^31 is negative. */
  List<Integer> references() {
    return references;
  }

  int samples() {
    return samples;
  }

  /** Epoch milliseconds. */
  long time(int sample) {
    return times[sample];
  }

  /** The bits of a double: Prometheus tells one NaN from another. */
  long valueBits(int sample) {
    return values[sample];
  }

  int histograms() {
    return histograms;
  }
}
