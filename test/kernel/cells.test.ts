import { pythonSuite } from "./suite.js";

pythonSuite("cells", 3);
