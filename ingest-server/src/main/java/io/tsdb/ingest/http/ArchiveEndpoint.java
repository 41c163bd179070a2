package io.tsdb.ingest.http;

import io.javalin.http.Context;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoreException.Reason;
import io.tsdb.archive.store.StoredObject;
import io.tsdb.ingest.parse.Excerpt;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/**
 * {@code GET /archive/<key>}: the bytes of a segment, all or one range of them, with ETag and
 * conditions (RFC 9110). They are read and sent in pieces of bounded size.
 */
final class ArchiveEndpoint {

  /** Where keys start in a path. */
  static final String PATH = "/archive/";

  private static final int PIECE_BYTES = 1024 * 1024;

  private final ServedObjects objects;
  private final Admission downloads;

  ArchiveEndpoint(ServedObjects objects, Admission downloads) {
    this.objects = objects;
    this.downloads = downloads;
  }

  @SuppressWarnings("try")
  void get(Context ctx) throws IOException {
    String key = ctx.pathParam("key");
    try (Admission.Place place = downloads.enter()) {
      try {
        StoredObject object = find(key);
        if (isAnsweredUnread(ctx, object)) {
          objects.forget(key);
          object = find(key);
        }
        send(ctx, key, object);
      } catch (StoreException e) {
        if (ctx.res().isCommitted() || !isOutdated(e)) {
          throw e;
        }
        // What was remembered of the object is no longer true: look again, once.
        objects.forget(key);
        ctx.res().reset();
        send(ctx, key, find(key));
      }
    } catch (StoreException e) {
      fail(ctx, key, e);
    }
  }

  private static boolean isOutdated(StoreException e) {
    return e.reason() == Reason.NOT_FOUND || e.reason() == Reason.CHANGED;
  }

  /**
   * Whether an answer would rest on nothing but what is remembered of an object. Reading finds out
   * when that is no longer true (the archive was copied back, say, and its files have new ETags);
   * an answer without reading must look first, or it would be wrong for as long as it is
   * remembered.
   */
  private static boolean isAnsweredUnread(Context ctx, StoredObject object) {
    String etag = EntityTag.quoted(object.etag());
    String ifMatch = ctx.header("If-Match");
    String ifNoneMatch = ctx.header("If-None-Match");
    return ctx.req().getMethod().equals("HEAD")
        || (ifMatch != null && !EntityTag.listed(ifMatch, etag))
        || (ifNoneMatch != null && EntityTag.listed(ifNoneMatch, etag))
        || ByteRange.wish(Optional.ofNullable(ctx.header("Range")), object.size())
            instanceof ByteRange.Wish.Outside;
  }

  private StoredObject find(String key) throws IOException {
    return objects.find(key).orElseThrow(() -> noSuchSegment(key));
  }

  private static ProblemException noSuchSegment(String key) {
    return ProblemException.notFound(
        "There is no segment "
            + Excerpt.of(key)
            + "; GET /api/segments lists those that there are");
  }

  private void send(Context ctx, String key, StoredObject object) throws IOException {
    String etag = EntityTag.quoted(object.etag());
    ctx.header("ETag", etag).header("Accept-Ranges", "bytes");
    Optional<String> ifMatch = Optional.ofNullable(ctx.header("If-Match"));
    if (ifMatch.isPresent() && !EntityTag.listed(ifMatch.get(), etag)) {
      throw new ProblemException(
          Problem.of(
              412,
              "Precondition failed",
              "Segment " + key + " has ETag " + etag + ", which If-Match does not name"));
    }
    Optional<String> ifNoneMatch = Optional.ofNullable(ctx.header("If-None-Match"));
    if (ifNoneMatch.isPresent() && EntityTag.listed(ifNoneMatch.get(), etag)) {
      ctx.status(304);
      return;
    }
    Optional<String> range = Optional.ofNullable(ctx.header("Range"));
    Optional<String> ifRange = Optional.ofNullable(ctx.header("If-Range"));
    if (ifRange.isPresent() && !ifRange.get().strip().equals(etag)) {
      range = Optional.empty();
    }
    ByteRange.Wish wish = ByteRange.wish(range, object.size());
    if (wish instanceof ByteRange.Wish.Outside) {
      throw new ProblemException(
          Problem.of(
              416,
              "Range not satisfiable",
              "Segment "
                  + key
                  + " has "
                  + object.size()
                  + " bytes, none of them in the range asked"
                  + " for"),
          Map.of("Content-Range", "bytes */" + object.size()));
    }
    if (wish instanceof ByteRange.Wish.Part part) {
      ctx.status(206).header("Content-Range", part.range().contentRange(object.size()));
      sendBytes(ctx, object, part.range());
    } else {
      sendBytes(ctx, object, new ByteRange(0, object.size()));
    }
  }

  private void sendBytes(Context ctx, StoredObject object, ByteRange range) throws IOException {
    ctx.res().setContentType("application/vnd.sqlite3");
    ctx.res().setContentLengthLong(range.length());
    if (ctx.req().getMethod().equals("HEAD")) {
      return;
    }
    long end = range.first() + range.length();
    for (long at = range.first(); at < end; ) {
      int length = (int) Math.min(PIECE_BYTES, end - at);
      ByteBuffer piece = objects.store().read(object, at, length);
      OutputStream out = ctx.res().getOutputStream();
      if (piece.hasArray()) {
        out.write(piece.array(), piece.arrayOffset() + piece.position(), piece.remaining());
      } else {
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        out.write(bytes);
      }
      at += length;
    }
  }

  private static void fail(Context ctx, String key, StoreException e) throws IOException {
    if (ctx.res().isCommitted()) {
      Answers.incident(e, "Sending " + key);
      ClientConnection.of(ctx).abort();
      return;
    }
    ctx.res().reset();
    if (isOutdated(e)) {
      throw noSuchSegment(key);
    }
    throw StoreProblems.of(e);
  }
}
