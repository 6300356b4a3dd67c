import com.adobe.epubcheck.api.EpubCheck;
import com.adobe.epubcheck.util.WriterReportImpl;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Checks many EPUB files in one JVM; prints "FILE<tab>message<tab>TEXT" for each finding. */
class EpubCheckMany {
    public static void main(String[] files) {
        for (String file : files) {
            StringWriter text = new StringWriter();
            WriterReportImpl report = new WriterReportImpl(new PrintWriter(text, true), "", true);
            new EpubCheck(new File(file), report).doValidate();
            for (String line : text.toString().split("\n")) {
                if (line.matches("(FATAL|ERROR|WARNING): .*\\w.*")) {
                    System.out.println(file + "\tmessage\t" + line.strip());
                }
            }
            int bad = report.getFatalErrorCount() + report.getErrorCount() + report.getWarningCount();
            System.out.println(file + "\tchecked\t" + (bad == 0));
        }
    }
}
