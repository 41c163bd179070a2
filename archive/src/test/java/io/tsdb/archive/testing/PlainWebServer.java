package io.tsdb.archive.testing;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.http.content.ResourceHttpContentFactory;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.resource.ResourceFactory;

/**
 * A real web server of a folder's files, which knows nothing of archives: Jetty on an ephemeral
 * port of the loopback interface. It writes down what it is asked for.
 */
public final class PlainWebServer implements AutoCloseable {

  /** Which of HTTP's abilities the server has. */
  public enum Ability {
    /** Byte ranges, and weak ETags, as many servers give. */
    RANGES_AND_WEAK_ETAGS,
    /** Byte ranges alone. */
    RANGES,
    /** Neither: it answers a range with the whole file. */
    NONE
  }

  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);
  private final List<String> requests = new CopyOnWriteArrayList<>();

  private PlainWebServer(Path folder, Ability ability) {
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ResourceHandler files = new UncachedFiles();
    files.setBaseResource(ResourceFactory.of(server).newResource(folder));
    files.setDirAllowed(false);
    files.setAcceptRanges(ability != Ability.NONE);
    files.setEtags(ability == Ability.RANGES_AND_WEAK_ETAGS);
    server.setHandler(new Watch(files));
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException("Jetty does not start", e);
    }
  }

  /** Serves a folder's files with ranges and weak ETags. */
  public static PlainWebServer of(Path folder) {
    return new PlainWebServer(folder, Ability.RANGES_AND_WEAK_ETAGS);
  }

  /** Serves a folder's files. */
  public static PlainWebServer of(Path folder, Ability ability) {
    return new PlainWebServer(folder, ability);
  }

  /** Where the folder is served. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + connector.getLocalPort());
  }

  /** What it was asked for, each as {@code GET /path?query}. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** Forgets what it was asked for. */
  public void forgetRequests() {
    requests.clear();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("Jetty does not stop", e);
    }
  }

  /** Jetty's own would serve what a file was up to two seconds ago. */
  private static final class UncachedFiles extends ResourceHandler {

    @Override
    protected HttpContent.Factory newHttpContentFactory(ByteBufferPool.Sized buffers) {
      return new ResourceHttpContentFactory(getBaseResource(), getMimeTypes(), buffers);
    }
  }

  private final class Watch extends Handler.Wrapper {

    Watch(Handler files) {
      super(files);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      requests.add(request.getMethod() + " " + request.getHttpURI().getPathQuery());
      return super.handle(request, response, callback);
    }
  }
}
