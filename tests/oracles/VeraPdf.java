import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.validators.ValidatorFactory;

/** Checks PDF files against PDF/UA-1; prints "FILE<tab>CLAUSE<tab>MESSAGE" for each failed check. */
class VeraPdf {
    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        ValidationProfile profile = Profiles.profileFromXml(
            VeraPdf.class.getClassLoader().getResourceAsStream("org/verapdf/pdfa/validation/PDFUA-1.xml"));
        for (String file : files) {
            try (PDFAParser parser = Foundries.defaultInstance().createParser(
                    new FileInputStream(file), profile.getPDFAFlavour())) {
                ValidationResult result =
                    ValidatorFactory.createValidator(profile, false).validate(parser);
                for (TestAssertion each : result.getTestAssertions()) {
                    System.out.println(file + "\t" + each.getRuleId().getClause() + "-"
                        + each.getRuleId().getTestNumber() + "\t" + each.getMessage());
                }
                System.out.println(file + "\tchecked\t" + result.isCompliant());
            }
        }
    }
}
