import { pythonSuite } from "./suite.js";

pythonSuite("wire", 4);
