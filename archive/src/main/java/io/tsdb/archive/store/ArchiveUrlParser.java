package io.tsdb.archive.store;

import io.tsdb.archive.store.StoreException.Reason;
import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads an {@link ArchiveUrl}. Every error shows the URL through {@link Redaction}. */
final class ArchiveUrlParser {

  private static final List<String> S3_PARAMETERS = List.of("endpoint", "region", "pathStyle");
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+");
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,254}");
  private static final Pattern REGION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,63}");
  private static final Pattern DRIVE = Pattern.compile("/[A-Za-z]:(/.*)?");

  private final String url;

  ArchiveUrlParser(String url) {
    this.url = url.strip();
  }

  ArchiveUrl parse() throws StoreException {
    int colon = url.indexOf(':');
    String scheme = colon < 0 ? "" : url.substring(0, colon);
    if (!SCHEME.matcher(scheme).matches()) {
      throw wrong(
          "expected file:///path, s3://bucket/prefix or http(s)://host/path",
          "A folder is written file:///path/of/the/folder");
    }
    String rest = url.substring(colon + 1);
    return switch (scheme.toLowerCase(Locale.ROOT)) {
      case "file" -> file(rest);
      case "s3" -> s3(rest);
      case "http", "https" -> http();
      case "jdbc" ->
          throw wrong(
              "expected an archive URL, found a JDBC URL", "Leave off the jdbc:tsdb: at its start");
      default ->
          throw wrong(
              "expected one of the schemes file, s3, http, https, found " + scheme,
              "Use s3:// with the parameter endpoint for any store that speaks S3");
    };
  }

  private ArchiveUrl file(String rest) throws StoreException {
    String path = rest;
    if (rest.startsWith("//")) {
      int slash = rest.indexOf('/', 2);
      String host = rest.substring(2, slash < 0 ? rest.length() : slash);
      if (!host.isEmpty() && !host.equalsIgnoreCase("localhost")) {
        throw wrong(
            "expected a path on this machine, found a host", "Write three slashes: file:///path");
      }
      path = slash < 0 ? "" : rest.substring(slash);
    }
    if (path.indexOf('?') >= 0) {
      throw wrong("expected no parameters in a file URL", "Write a question mark in a path as %3F");
    }
    if (!path.startsWith("/")) {
      throw wrong("expected an absolute path", "Write file:///path/of/the/folder");
    }
    String decoded = decode(path);
    if (decoded.indexOf('\0') >= 0) {
      throw wrong("expected a path, found a zero byte in it", "Leave off %00");
    }
    boolean drive = File.separatorChar == '\\' && DRIVE.matcher(decoded).matches();
    String local = drive ? decoded.substring(1) + (decoded.length() == 3 ? "/" : "") : decoded;
    try {
      return new ArchiveUrl.File(Path.of(local).normalize());
    } catch (InvalidPathException e) {
      throw new StoreException(
          Reason.CONFIGURATION,
          message(
              "its path cannot be a path of this machine: " + e.getReason(),
              "Check the path; for characters beyond ASCII start Java with LC_ALL=C.UTF-8"),
          e);
    }
  }

  private ArchiveUrl s3(String rest) throws StoreException {
    if (!rest.startsWith("//")) {
      throw wrong("expected two slashes after s3:", "Write s3://bucket/prefix");
    }
    int query = rest.indexOf('?');
    String path = rest.substring(2, query < 0 ? rest.length() : query);
    int slash = path.indexOf('/');
    String bucket = slash < 0 ? path : path.substring(0, slash);
    if (bucket.indexOf('@') >= 0 || bucket.indexOf(':') >= 0) {
      throw wrong(
          "expected no credentials or port before the bucket",
          "Pass keys as the properties accessKeyId and secretAccessKey or as environment variables"
              + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a host as the parameter endpoint");
    }
    if (!BUCKET.matcher(bucket).matches()) {
      throw wrong(
          "expected a bucket's name of 2 to 255 letters, digits, dots, hyphens and underscores,"
              + " found '"
              + bucket
              + "'",
          "Write s3://bucket/prefix");
    }
    String prefix = decode(slash < 0 ? "" : path.substring(slash + 1));
    while (prefix.endsWith("/")) {
      prefix = prefix.substring(0, prefix.length() - 1);
    }
    if (!prefix.isEmpty()) {
      Optional<String> problem = Keys.problem(prefix);
      if (problem.isPresent()) {
        throw wrong("its prefix " + problem.get(), "Write s3://bucket/folder/folder");
      }
    }
    Map<String, String> parameters =
        parameters(query < 0 ? "" : rest.substring(query + 1), S3_PARAMETERS);
    Optional<URI> endpoint =
        parameters.containsKey("endpoint")
            ? Optional.of(webAddress(parameters.get("endpoint"), "the endpoint"))
            : Optional.empty();
    Optional<String> region = Optional.ofNullable(parameters.get("region"));
    if (region.isPresent() && !REGION.matcher(region.get()).matches()) {
      throw wrong("expected a region", "Write region=eu-central-1, or leave it off");
    }
    String pathStyle = parameters.getOrDefault("pathStyle", Boolean.toString(endpoint.isPresent()));
    if (!pathStyle.equals("true") && !pathStyle.equals("false")) {
      throw wrong("expected pathStyle to be true or false", "Write pathStyle=true");
    }
    return new ArchiveUrl.S3(bucket, prefix, endpoint, region, Boolean.parseBoolean(pathStyle));
  }

  private ArchiveUrl http() throws StoreException {
    int query = url.indexOf('?');
    if (query >= 0) {
      parameters(url.substring(query + 1), List.of());
    }
    return new ArchiveUrl.Http(
        webAddress(query < 0 ? url : url.substring(0, query), "the server's address"));
  }

  /** An http or https URI with a host, without user, query, fragment and {@code /} at its end. */
  private URI webAddress(String text, String what) throws StoreException {
    String remedy = "Write " + what + " as http://host:port or https://host, with nothing else";
    URI uri;
    try {
      // spaces and Unicode in the path: encoded, what is encoded already stays
      uri = new URI(text.replace(" ", "%20"));
      uri = new URI(uri.toASCIIString());
    } catch (URISyntaxException e) {
      // the exception's own text holds the input, and with it perhaps a secret
      throw wrong("expected " + what + " to be a URL (character " + e.getIndex() + ")", remedy);
    }
    if (uri.getRawUserInfo() != null
        || (uri.getRawAuthority() != null && uri.getRawAuthority().indexOf('@') >= 0)) {
      throw wrong(
          "expected no user and password in " + what,
          "Pass a token as the property token, S3 keys as accessKeyId and secretAccessKey");
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https"))
        || uri.getHost() == null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null
        || uri.getPort() > 65535) {
      throw wrong("expected " + what + " to be an http or https URL with a host", remedy);
    }
    String path = uri.getRawPath();
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    return URI.create(scheme + "://" + uri.getRawAuthority() + path);
  }

  private Map<String, String> parameters(String query, List<String> known) throws StoreException {
    Map<String, String> values = new LinkedHashMap<>();
    for (String parameter : query.split("&", -1)) {
      if (parameter.isEmpty()) {
        continue;
      }
      int equals = parameter.indexOf('=');
      String name = decode(equals < 0 ? parameter : parameter.substring(0, equals));
      if (!known.contains(name)) {
        throw wrong(
            known.isEmpty()
                ? "expected no parameters, found " + name
                : "expected parameters of " + String.join(", ", known) + ", found " + name,
            "Leave it off; credentials are passed as properties or environment variables");
      }
      if (values.put(name, equals < 0 ? "" : decode(parameter.substring(equals + 1))) != null) {
        throw wrong("found the parameter " + name + " twice", "Give it once");
      }
    }
    return values;
  }

  private String decode(String text) throws StoreException {
    Optional<String> decoded = Percent.decode(text);
    if (decoded.isEmpty()) {
      throw wrong(
          "expected percent-encoded UTF-8, found a % without the two hex digits of a character",
          "Write a percent sign itself as %25");
    }
    return decoded.get();
  }

  private StoreException wrong(String problem, String remedy) {
    return new StoreException(Reason.CONFIGURATION, message(problem, remedy));
  }

  private String message(String problem, String remedy) {
    return "Archive URL " + Redaction.redact(url) + ": " + problem + ". " + remedy + ".";
  }
}
