package io.tsdb.ingest.otlp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where in a request its items lie, and the resource and scope of each. Found without building
 * messages, which take many times the memory of their bytes.
 */
final class OtlpLeaves {

  /** Largest record or metric, in bytes. */
  private static final int LEAF_BYTES = 4 << 20;

  /** Largest resource or scope, in bytes. */
  private static final int AROUND_BYTES = 1 << 20;

  private static final Range NOTHING = new Range(0, 0);

  private final byte[] bytes;
  private final int most;
  private final List<Group> groups = new ArrayList<>();
  private int[] offsets = new int[16];
  private int[] lengths = new int[16];
  private int size;

  /** A message within the request. */
  record Range(int offset, int length) {}

  /** Items of one scope; either message may be missing, and is empty then. */
  record Group(Range resource, Range scope, int firstLeaf) {}

  /** There are more, or larger ones, than may be. */
  static final class TooLargeException extends IOException {
    TooLargeException(String message) {
      super(message);
    }
  }

  private OtlpLeaves(byte[] bytes, int most) {
    this.bytes = bytes;
    this.most = most;
  }

  /**
   * @param request in protobuf
   * @param most items
   */
  static OtlpLeaves of(byte[] request, int most) throws IOException {
    OtlpLeaves leaves = new OtlpLeaves(request, most);
    CodedInputStream in = CodedInputStream.newInstance(request);
    for (Range resources = next(in, 1); resources != null; resources = next(in, 1)) {
      Range resource = last(leaves.open(resources), resources.offset());
      CodedInputStream ofResource = leaves.open(resources);
      for (Range scopes = next(ofResource, 2); scopes != null; scopes = next(ofResource, 2)) {
        leaves.addScope(resource, within(resources, scopes));
      }
    }
    return leaves;
  }

  private void addScope(Range resource, Range scopes) throws IOException {
    Range scope = last(open(scopes), scopes.offset());
    CodedInputStream in = open(scopes);
    boolean first = true;
    for (Range leaf = next(in, 2); leaf != null; leaf = next(in, 2)) {
      if (first) {
        groups.add(new Group(resource, scope, size));
        first = false;
      }
      add(within(scopes, leaf));
    }
  }

  private void add(Range leaf) throws TooLargeException {
    if (size == most) {
      throw new TooLargeException("Expected at most " + most + " records or metrics, found more");
    }
    if (leaf.length() > LEAF_BYTES) {
      throw new TooLargeException(
          "Expected records and metrics of at most " + LEAF_BYTES + " bytes, found a larger one");
    }
    if (size == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * size);
      lengths = Arrays.copyOf(lengths, 2 * size);
    }
    offsets[size] = leaf.offset();
    lengths[size++] = leaf.length();
  }

  /** The last message of field 1, in which scopes and resources name themselves. */
  private static Range last(CodedInputStream in, int base) throws IOException {
    Range found = NOTHING;
    for (Range each = next(in, 1); each != null; each = next(in, 1)) {
      found = new Range(base + each.offset(), each.length());
    }
    if (found.length() > AROUND_BYTES) {
      throw new TooLargeException(
          "Expected resources and scopes of at most "
              + AROUND_BYTES
              + " bytes, found a larger one");
    }
    return found;
  }

  /** The next message of this field, by its place in the stream; null at the end. */
  private static Range next(CodedInputStream in, int field) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == (field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
        int length = in.readRawVarint32();
        int offset = in.getTotalBytesRead();
        in.skipRawBytes(length);
        return new Range(offset, length);
      }
      in.skipField(tag);
    }
    return null;
  }

  private static Range within(Range outer, Range inner) {
    return new Range(outer.offset() + inner.offset(), inner.length());
  }

  CodedInputStream open(Range range) {
    return CodedInputStream.newInstance(bytes, range.offset(), range.length());
  }

  CodedInputStream open(int leaf) {
    return CodedInputStream.newInstance(bytes, offsets[leaf], lengths[leaf]);
  }

  int size() {
    return size;
  }

  List<Group> groups() {
    return groups;
  }
}
