package io.tsdb.benchmarks;

import io.tsdb.archive.Archive;
import io.tsdb.archive.catalog.CatalogMemory;
import io.tsdb.archive.catalog.Catalogs;
import io.tsdb.archive.catalog.IndexFile;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.range.ReadOptions;
import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.ObjectStores;
import io.tsdb.archive.store.StoreOptions;
import io.tsdb.archive.testing.PlainWebServer;
import io.tsdb.archive.testing.S3ProxyFixture;
import io.tsdb.archive.vfs.SegmentDatabases;
import io.tsdb.ingest.http.ServerOptions;
import io.tsdb.ingest.http.TsdbServer;
import io.tsdb.ingest.seal.Ingest;
import io.tsdb.ingest.seal.IngestOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A server of archives in this process, written to directly and read through a {@link
 * RoundTripProxy}.
 */
final class Site implements AutoCloseable {

  /** What a round trip to object storage takes, about. */
  static final Duration ROUND_TRIP = Duration.ofMillis(30);

  private final String name;
  private final RoundTripProxy proxy;
  private final Urls urls;
  private final StoreOptions options;
  private final Closing server;

  /** Where an archive is written to, read from through the proxy, and read from without it. */
  private record Urls(Place write, Place read, Place direct) {}

  /** The URL of an archive by its prefix. */
  @FunctionalInterface
  private interface Place {
    String url(String prefix);
  }

  @FunctionalInterface
  private interface Closing {
    void close() throws IOException;
  }

  private Site(String name, RoundTripProxy proxy, Urls urls, StoreOptions options, Closing server) {
    this.name = name;
    this.proxy = proxy;
    this.urls = urls;
    this.options = options;
    this.server = server;
  }

  /** S3Proxy, whose objects are files of {@code folder}. Each prefix is an archive. */
  static Site s3Proxy(Path folder) throws IOException {
    S3ProxyFixture server = S3ProxyFixture.inFolder(folder);
    try {
      RoundTripProxy proxy = RoundTripProxy.before(server.endpoint());
      String read = server.url("%s").replace(server.endpoint().toString(), proxy.url().toString());
      Urls urls = new Urls(server::url, prefix -> read.replace("%s", prefix), server::url);
      return new Site("S3Proxy", proxy, urls, server.options(), server::close);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** An ingest server, whose one archive lies in {@code folder}; prefixes are ignored. */
  static Site ingestServer(Path folder) throws IOException {
    URI location = Files.createDirectory(folder.resolve("archive")).toUri();
    Archive archive = Archive.open(ArchiveUrl.parse(location.toString()), StoreOptions.DEFAULT);
    Ingest ingest = Ingest.start(IngestOptions.of(folder.resolve("data")), archive);
    TsdbServer server = TsdbServer.start(ServerOptions.onPort(0), ingest, archive);
    RoundTripProxy proxy = RoundTripProxy.before(server.url());
    Urls urls =
        new Urls(
            prefix -> location.toString(),
            prefix -> proxy.url().toString(),
            prefix -> server.url().toString());
    return new Site(
        "ingest server",
        proxy,
        urls,
        StoreOptions.DEFAULT,
        () -> {
          server.close();
          ingest.close();
          archive.close();
        });
  }

  /** A web server of files. */
  static Site webServer(Path folder) throws IOException {
    PlainWebServer server = PlainWebServer.of(folder);
    RoundTripProxy proxy = RoundTripProxy.before(server.url());
    Urls urls =
        new Urls(
            prefix -> folder.resolve(prefix).toUri().toString(),
            prefix -> proxy.url() + "/" + prefix,
            prefix -> server.url() + "/" + prefix);
    return new Site("web server", proxy, urls, StoreOptions.DEFAULT, server::close);
  }

  String name() {
    return name;
  }

  /** What stands between readers and the server. */
  RoundTripProxy proxy() {
    return proxy;
  }

  /** Puts segments into an archive, and writes its index, without delay. */
  void upload(String prefix, Iterable<SegmentFile> files) throws IOException {
    try (ObjectStore store =
        ObjectStores.open(ArchiveUrl.parse(urls.write().url(prefix)), options)) {
      for (SegmentFile file : files) {
        store.create(file.key(), Content.of(file.path()));
      }
      IndexFile.write(store);
    }
  }

  /** Opens an archive to be read through the proxy, with nothing cached. */
  Archive open(String prefix) throws IOException {
    // a read sent twice because the machine was busy would be counted
    return open(ArchiveUrl.parse(urls.read().url(prefix)), options.withoutHedging());
  }

  /** Opens an archive to be read without the proxy, with nothing cached. */
  Archive openDirectly(String prefix) throws IOException {
    return open(ArchiveUrl.parse(urls.direct().url(prefix)), options.withoutHedging());
  }

  /** Opens an archive with caches of its own, which lists it for each query. */
  static Archive open(ArchiveUrl url, StoreOptions options) throws IOException {
    SegmentDatabases databases = new SegmentDatabases(ReadOptions.defaults());
    ObjectStore store = ObjectStores.open(url, options);
    CatalogMemory memory = CatalogMemory.of(url, options);
    return new Archive(store, Catalogs.open(store, memory, Duration.ZERO), databases);
  }

  @Override
  public void close() throws IOException {
    proxy.close();
    server.close();
  }
}
